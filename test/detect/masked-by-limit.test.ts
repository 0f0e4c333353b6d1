import { expect, test } from 'vitest';
import { Detector } from '../../src/detect/detector.ts';
import { defaultRule } from '../../src/model/default-rule.ts';
import type { Reading } from '../../src/model/reading.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { mib, random } from '../support/series-generator.ts';

const ticksADay = 288;
type About = { readonly gogc?: number; readonly room?: number; readonly days?: number };

/**
 * A Go process at five-minute steps whose memory stands at 200 MiB: it collects at live · (1 + GOGC/100), or below the
 * memory limit, of which the heap has `room`. Its page does not tell the limit.
 */
function page(live: (tick: number) => number, about: About = {}): Reading[] {
  const { gogc = 1, room = 150 * mib, days = 6 } = about;
  const next = random(1);
  return Array.from({ length: days * ticksADay }, (_, tick) => {
    const kept = live(tick);
    const nextGc = Math.max(1.01 * kept, Math.min(kept * (1 + gogc), room));
    const heapAlloc = kept + next() * (nextGc - kept);
    const figures = { rss: 200 * mib, heapAlloc, nextGc, goroutines: 20 };
    return { atMs: 1e12 + tick * 300_000, instance: 'a', startAtMs: 1e12, figures };
  });
}

function watch(readings: readonly Reading[]): { alarm: Verdict | undefined; last: Verdict | null } {
  const detector = new Detector({ timeScale: 1 });
  let [alarm, last]: [Verdict | undefined, Verdict | null] = [undefined, null];
  for (const reading of readings) {
    detector.observe(reading);
    last = detector.judge(defaultRule.detect, reading.atMs);
    if (last.concern === 'alarm') alarm ??= last;
  }
  return { alarm, last };
}

test('memory stands still below its limit while the collector runs out of room', () => {
  const leak = page((tick) => (78 + 0.04 * tick) * mib);
  const { alarm } = watch(leak);
  expect(alarm).toMatchObject({
    kind: 'leak',
    shape: 'masked-by-memory-limit',
    leakKind: 'heap',
  });
  expect(alarm?.explanation).toMatch(/Collections leave \d+ % .* ever more of the CPU/);
  const fullAtMs = 1e12 + ((150 - 78) / 0.04) * 300_000;
  expect(alarm?.atMs).toBeLessThan(fullAtMs);
  const told = (alarm?.atMs ?? 0) + 1000 * (alarm?.timeToLimitSeconds ?? 0);
  expect(Math.abs(told - fullAtMs)).toBeLessThan(0.3 * (fullAtMs - (alarm?.atMs ?? 0)));
});

test.each<[string, (tick: number) => number, About]>([
  ['little room, and no less', () => 130 * mib, {}],
  ['a cache that fills and is full', (tick) => (135 - 60 * Math.exp(-tick / 40)) * mib, {}],
  ['a collector that was told to be eager', () => 90 * mib, { gogc: 0.25 }],
  [
    'more by day',
    (tick) => (100 - 25 * Math.cos((2 * Math.PI * tick) / ticksADay)) * mib,
    { days: 9 },
  ],
  ['no limit', (tick) => (78 - 0.01 * tick) * mib, { room: Number.POSITIVE_INFINITY }],
])('%s: no alarm', (_, live, about) => {
  const { alarm, last } = watch(page(live, about));
  expect(alarm).toBeUndefined();
  expect(last?.kind).toBe('steady');
});
