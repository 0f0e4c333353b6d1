import type { Reading } from '../model/reading.ts';
import { type Signal, signals, unitOf } from '../model/signal.ts';

/** Every series that is kept of an instance. Those after the signals only help to explain. */
export const seriesNames = [
  'value',
  ...signals,
  'notReturned',
  'fragmentation',
  'profilerBuckets',
  'pageCache',
] as const;

export type SeriesName = (typeof seriesNames)[number];

/** What tells which part of the memory grows, and is no witness of its own. */
const parts: ReadonlySet<Signal> = new Set(['stackInuse', 'offHeap']);

/** The series that a verdict may rest on, the best witness of retention first. */
export const judged: readonly (Signal | 'value')[] = [
  'value',
  ...signals.filter((signal) => !parts.has(signal)),
];

const witnesses: ReadonlySet<SeriesName> = new Set(judged);

/** Whether a verdict may rest on a series. */
export function isJudged(name: SeriesName): boolean {
  return witnesses.has(name);
}

const counts: ReadonlySet<SeriesName> = new Set(
  signals.filter((signal) => unitOf(signal) === 'count'),
);

/** Whether a series counts things instead of bytes. */
export function isCount(name: SeriesName): boolean {
  return counts.has(name);
}

/**
 * What a reading says of one series, NaN where it says nothing.
 * - heapLive: what the last collection left; without `/gc/heap/live:bytes` from the goal that Go sets
 *   at GOGC = 100: goal = live + (live + stacks) · GOGC/100 (Go's GC guide), unless the memory limit
 *   and not GOGC makes the goal.
 * - rss: without pages that the kernel may take back at any time (LazyFree).
 * - offHeap: resident memory that Go's runtime does not know of, or what V8's objects hold outside.
 */
export function seriesValue(name: SeriesName, reading: Reading): number {
  const f = reading.figures;
  switch (name) {
    case 'heapLive':
      return f.heapLive ?? liveFromGoal(reading);
    case 'rss':
      return f.rss === undefined ? Number.NaN : Math.max(0, f.rss - (f.lazyFree ?? 0));
    case 'offHeap':
      return f.external ?? difference(f.rss, difference(f.sys, f.heapReleased));
    case 'notReturned':
      return difference(f.heapIdle, f.heapReleased);
    case 'fragmentation':
      return difference(f.heapInuse, f.heapAlloc);
    case 'profilerBuckets':
      return f.buckHashSys ?? Number.NaN;
    default:
      return f[name] ?? Number.NaN;
  }
}

function liveFromGoal({ figures: f }: Reading): number {
  if (f.nextGc === undefined) return Number.NaN;
  const kept = difference(f.sys, f.heapReleased);
  const squeezed = f.goMemoryLimit !== undefined && kept >= 0.9 * f.goMemoryLimit;
  return squeezed ? Number.NaN : Math.max(0, f.nextGc - (f.stackInuse ?? 0)) / 2;
}

function difference(a: number | undefined, b: number | undefined): number {
  return Math.max(0, (a ?? Number.NaN) - (b ?? Number.NaN));
}
