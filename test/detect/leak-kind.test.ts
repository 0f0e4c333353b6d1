import { expect, test } from 'vitest';
import { Detector } from '../../src/detect/detector.ts';
import { defaultRule } from '../../src/model/default-rule.ts';
import type { FigureName } from '../../src/model/reading.ts';
import type { LeakKind } from '../../src/model/verdict.ts';
import { mib } from '../support/series-generator.ts';

type Figures = Partial<Record<FigureName, (tick: number) => number>>;

const flat = (value: number) => () => value;
const up = (tick: number) => (20 + 2 * tick) * mib;

/** A rule's last word on what these figures say for ten hours at one-minute steps. */
function check(figures: Figures) {
  const detector = new Detector({ timeScale: 1 });
  const ticks = 600;
  for (let tick = 0; tick < ticks; tick++) {
    const values = Object.entries(figures).map(([name, of]) => [name, of(tick)]);
    const about = { atMs: tick * 60_000, instance: 'a', startAtMs: 0 };
    detector.observe({ ...about, figures: Object.fromEntries(values) });
  }
  return detector.judge(defaultRule.detect, ticks * 60_000);
}

const cases: readonly (readonly [string, Figures, LeakKind])[] = [
  ['live heap', { heapLive: up, rss: (t) => 2 * up(t), goroutines: flat(20) }, 'heap'],
  ['live heap from the next goal', { nextGc: (t) => 2 * up(t), stackInuse: flat(mib) }, 'heap'],
  ['used heap of V8', { heapUsed: up, external: flat(mib) }, 'heap'],
  ['goroutines', { heapLive: up, stackInuse: up, goroutines: (t) => 50 + 10 * t }, 'goroutine'],
  ['goroutines alone', { goroutines: (t) => 50 + 10 * t, heapLive: flat(9 * mib) }, 'goroutine'],
  ['threads', { threads: (t) => 40 + 3 * t, rss: flat(90 * mib) }, 'thread'],
  ['open files', { openFds: (t) => 40 + 3 * t, rss: flat(90 * mib) }, 'descriptor'],
  ['profiler', { rss: up, heapLive: flat(9 * mib), buckHashSys: up }, 'profiler-buckets'],
  [
    'outside the heap',
    { rss: up, heapLive: flat(9 * mib), sys: flat(18 * mib), heapReleased: flat(mib) },
    'off-heap',
  ],
  ['nothing else known', { rss: up }, 'unknown'],
];

test.each(cases)('%s', (_, figures, kind) => {
  const verdict = check(figures);
  expect(verdict.kind).toBe('leak');
  expect(verdict.leakKind).toBe(kind);
});

const harmless: readonly (readonly [string, Figures, string])[] = [
  ['page cache', { workingSet: up, anon: flat(20 * mib), pageCache: up }, 'none'],
  [
    'not returned',
    { rss: up, heapLive: flat(9 * mib), heapIdle: up, heapReleased: flat(mib) },
    'suspicion',
  ],
  [
    'fragmentation',
    { rss: up, heapLive: flat(9 * mib), heapInuse: up, heapAlloc: flat(9 * mib) },
    'suspicion',
  ],
];

test.each(harmless)('%s is no alarm', (_, figures, concern) => {
  expect(check(figures).concern).toBe(concern);
});

test('pages that the kernel may take back are not resident', () => {
  const rss = (tick: number) => up(tick) + 50 * mib;
  expect(check({ rss, lazyFree: up }).concern).toBe('none');
});
