import { expect, test } from 'vitest';
import { Detector } from '../../src/detect/detector.ts';
import { defaultRule } from '../../src/model/default-rule.ts';
import type { FigureName } from '../../src/model/reading.ts';
import type { LeakKind } from '../../src/model/verdict.ts';
import { mib } from '../support/series-generator.ts';

type Figures = Partial<Record<FigureName, (tick: number) => number>>;

const flat = (value: number) => () => value;
const up = (tick: number) => (20 + 2 * tick) * mib;

/** Fills 8 MiB in twenty minutes and is collected. */
const jvmHeap = (tick: number) => (12 + 0.4 * (tick % 20)) * mib;

/** A rule's last word on what these figures say for ten hours at one-minute steps. */
function check(figures: Figures, ticks = 600, detect = defaultRule.detect) {
  const detector = new Detector({ timeScale: 1 });
  for (let tick = 0; tick < ticks; tick++) {
    const values = Object.entries(figures).map(([name, of]) => [name, of(tick)]);
    const about = { atMs: tick * 60_000, instance: 'a', startAtMs: 0 };
    detector.observe({ ...about, figures: Object.fromEntries(values) });
  }
  return detector.judge(detect, ticks * 60_000);
}

const cases: readonly (readonly [string, Figures, LeakKind])[] = [
  ['live heap', { heapLive: up, rss: (t) => 2 * up(t), goroutines: flat(20) }, 'heap'],
  ['live heap from the next goal', { nextGc: (t) => 2 * up(t), stackInuse: flat(mib) }, 'heap'],
  ['used heap of V8', { heapUsed: up, external: flat(mib) }, 'heap'],
  ['goroutines', { heapLive: up, stackInuse: up, goroutines: (t) => 50 + 10 * t }, 'goroutine'],
  ['a heap that connections come along with', { heapLive: up, goroutines: (t) => 20 + t }, 'heap'],
  ['goroutines alone', { goroutines: (t) => 50 + 10 * t, heapLive: flat(9 * mib) }, 'goroutine'],
  ['threads', { threads: (t) => 40 + 3 * t, rss: flat(90 * mib) }, 'thread'],
  ['open files', { openFds: (t) => 40 + 3 * t, rss: flat(90 * mib) }, 'descriptor'],
  ['profiler', { rss: up, heapLive: flat(9 * mib), buckHashSys: up }, 'profiler-buckets'],
  [
    'outside the heap',
    { rss: up, heapLive: flat(9 * mib), sys: flat(18 * mib), heapReleased: flat(mib) },
    'off-heap',
  ],
  ['stacks', { rss: up, heapLive: flat(9 * mib), stackInuse: up, goroutines: flat(20) }, 'stack'],
  [
    'spans, where nothing tells what lives in them',
    { heapInuse: up, goroutines: flat(20) },
    'heap',
  ],
  ['threads and the memory that they take', { rss: up, threads: (t) => 40 + 3 * t }, 'thread'],
  [
    'threads of a JVM, whose heap is collected',
    { rss: up, heapUsed: jvmHeap, threads: (t) => 40 + 3 * t },
    'thread',
  ],
  ['files and the memory that they take', { rss: up, openFds: (t) => 40 + 3 * t }, 'descriptor'],
  [
    'files that live objects hold',
    { heapLive: up, rss: up, openFds: (t) => 40 + 3 * t, goroutines: flat(20) },
    'heap',
  ],
  ['what objects of V8 hold outside', { rss: up, heapUsed: jvmHeap, external: up }, 'off-heap'],
  ['beside a heap that has room for it', { rss: up, heapUsed: jvmHeap }, 'off-heap'],
  ['nothing else known', { rss: up }, 'unknown'],
];

/** What the explanation says of each kind, where the series' name does not say it. */
const whys: Readonly<Record<LeakKind, string>> = {
  heap: 'eap',
  goroutine: 'oroutine',
  thread: 'hread',
  descriptor: 'escriptor',
  stack: 'Stacks make up most of it',
  'off-heap': 'outside the heap',
  'profiler-buckets': "profiler's own table",
  fragmentation: 'do not fill',
  'not-returned': 'not returned it',
  'page-cache': 'page cache',
  unknown: 'Leak: ',
};

test.each(cases)('%s', (_, figures, kind) => {
  const verdict = check(figures);
  expect(verdict.kind).toBe('leak');
  expect(verdict.leakKind).toBe(kind);
  expect(verdict.explanation).toContain(whys[kind]);
});

const harmless: readonly (readonly [string, Figures, string, LeakKind | null])[] = [
  ['page cache', { workingSet: up, anon: flat(20 * mib), pageCache: up }, 'none', null],
  [
    'not returned',
    { rss: up, heapLive: flat(9 * mib), heapIdle: up, heapReleased: flat(mib) },
    'suspicion',
    'not-returned',
  ],
  [
    'fragmentation',
    { rss: up, heapLive: flat(9 * mib), heapInuse: up, heapAlloc: flat(9 * mib) },
    'suspicion',
    'fragmentation',
  ],
];

test('a heap that was given room and is empty again leaves memory that is not returned', () => {
  // The heap of a JVM climbs until it is collected once; what it was given stays.
  const used = (tick: number) => (tick < 300 ? 20 + 2 * tick : 30 + 0.5 * (tick % 40)) * mib;
  const rss = (tick: number) => (80 + 2 * Math.min(tick, 300)) * mib;
  const { concern, leakKind, explanation } = check({ heapUsed: used, rss }, 330);
  expect([concern, leakKind]).toEqual(['suspicion', 'not-returned']);
  expect(explanation).toContain('not returned it, no leak');
});

test('room that a heap was given once explains no growth after it', () => {
  // The used heap comes and goes between 20 and 150 MiB from its first hour on; beside it 29 MiB a day are kept.
  const used = (tick: number) => (20 + 6.5 * (tick % 20)) * mib;
  const rss = (tick: number) => (200 + 0.02 * tick) * mib;
  expect(check({ heapUsed: used, rss }, 3 * 1440 + 10)).toMatchObject({ leakKind: 'not-returned' });
  expect(check({ heapUsed: used, rss }, 12 * 1440 + 10)).toMatchObject({
    concern: 'alarm',
    leakKind: 'off-heap',
  });
});

test.each(harmless)('%s is no alarm', (_, figures, concern, kind) => {
  const verdict = check(figures);
  expect(verdict.concern).toBe(concern);
  if (kind === null) return;
  expect(verdict.leakKind).toBe(kind);
  expect(verdict.explanation).toContain(whys[kind]);
});

test.each(['stackInuse', 'offHeap'] as const)('a rule may ask for %s by name', (signal) => {
  const detect = { ...defaultRule.detect, signal };
  const figures = { stackInuse: up, external: up, heapUsed: flat(9 * mib) };
  expect(check(figures, 600, detect)).toMatchObject({ kind: 'leak', concern: 'alarm', signal });
  expect(check(figures).concern).toBe('none');
});

test('pages that the kernel may take back are not resident', () => {
  const rss = (tick: number) => up(tick) + 50 * mib;
  expect(check({ rss, lazyFree: up }).concern).toBe('none');
});
