import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Sample } from '../../src/model/sample.ts';
import { withFloor } from '../../src/watch/floor-history.ts';

function grown(values: readonly number[]): readonly Sample[] {
  return values.reduce<readonly Sample[]>(
    (history, value, i) => withFloor(history, { atMs: i * 1000, value }),
    [],
  );
}

test('a floor that is not newer changes nothing', () => {
  const history = grown([3, 4]);
  expect(withFloor(history, { atMs: 1000, value: 9 })).toBe(history);
});

test('three teeth in 2,000 floors stay three teeth in a bounded number', () => {
  const history = grown(Array.from({ length: 2000 }, (_, i) => i % 667));
  expect(history.length).toBeLessThanOrEqual(480);
  const cliffs = history.filter(({ value }, i) => value < (history[i - 1]?.value ?? 0) - 300);
  expect(cliffs).toHaveLength(2);
});

test('it is bounded, in the order of time, and keeps the lowest', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 1500 }), (values) => {
      const history = grown(values);
      expect(history.length).toBeLessThanOrEqual(480);
      expect(history.every(({ atMs }, i) => atMs > (history[i - 1]?.atMs ?? -1))).toBe(true);
      if (values.length === 0) return;
      expect(Math.min(...history.map(({ value }) => value))).toBe(Math.min(...values));
    }),
  );
});
