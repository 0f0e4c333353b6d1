import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pastSpans } from '../../src/incident/plan-past.ts';

test('a day is looked at six times, the first after a seventh of it', () => {
  const hourMs = 3_600_000;
  const spans = pastSpans({ startAtMs: 0, nowMs: 7 * hourMs, windowMs: 300_000 });
  expect(spans.map(({ untilMs }) => untilMs / hourMs)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(spans[0]?.fromMs).toBe(hourMs - 300_000 + 1);
});

test('spans never overlap, and lie within the life', () => {
  fc.assert(
    fc.property(
      fc.nat(1e9),
      fc.nat(1e9),
      fc.integer({ min: 1, max: 1e7 }),
      (start, age, windowMs) => {
        const spans = pastSpans({ startAtMs: start, nowMs: start + age, windowMs });
        let lastMs = start;
        for (const { fromMs, untilMs } of spans) {
          expect(fromMs).toBeGreaterThan(lastMs);
          expect(untilMs).toBeGreaterThan(fromMs);
          expect(untilMs).toBeLessThanOrEqual(start + age);
          lastMs = untilMs;
        }
      },
    ),
  );
});
