import type { Reading } from '../model/reading.ts';
import { type SeriesName, seriesNames } from './series.ts';

/** Where `seriesValues` writes each series: in the order of their names. */
const place = {
  value: 0,
  heapLive: 1,
  heapUsed: 2,
  heapInuse: 3,
  anon: 4,
  rss: 5,
  workingSet: 6,
  stackInuse: 7,
  offHeap: 8,
  goroutines: 9,
  threads: 10,
  openFds: 11,
  notReturned: 12,
  fragmentation: 13,
  profilerBuckets: 14,
  pageCache: 15,
  goalUse: 16,
} as const satisfies Record<SeriesName, number>;

/** Room for what one reading says: filled anew by each. */
const values = new Float64Array(seriesNames.length);

/**
 * What a reading says of every series, in the order of `seriesNames`, NaN where it says nothing. Valid until the next call.
 * - heapLive: what the last collection left; without `/gc/heap/live:bytes` from the goal that Go sets
 *   at GOGC = 100: goal = live + (live + stacks) · GOGC/100 (Go's GC guide), unless the memory limit
 *   and not GOGC makes the goal.
 * - anon, rss, workingSet: without pages that the kernel may take back at any time (LazyFree).
 * - goalUse: the heap over the size at which Go collects next, a share: its floor is what a collection leaves of the goal.
 * - offHeap: resident memory that Go's runtime does not know of, or what V8's objects hold outside.
 *
 * Every name is written out: looked up one by one, sixteen of them took most of a sample's time.
 */
export function seriesValues(reading: Reading): Float64Array {
  const f = reading.figures;
  values[place.value] = known(f.value);
  values[place.heapLive] = f.heapLive ?? liveFromGoal(reading);
  values[place.heapUsed] = known(f.heapUsed);
  values[place.heapInuse] = known(f.heapInuse);
  values[place.anon] = difference(f.anon, f.lazyFree ?? 0);
  values[place.rss] = difference(f.rss, f.lazyFree ?? 0);
  values[place.workingSet] = difference(f.workingSet, f.lazyFree ?? 0);
  values[place.stackInuse] = known(f.stackInuse);
  values[place.offHeap] = f.external ?? difference(f.rss, difference(f.sys, f.heapReleased));
  values[place.goroutines] = known(f.goroutines);
  values[place.threads] = known(f.threads);
  values[place.openFds] = known(f.openFds);
  values[place.notReturned] = difference(f.heapIdle, f.heapReleased);
  values[place.fragmentation] = difference(f.heapInuse, f.heapAlloc);
  values[place.profilerBuckets] = known(f.buckHashSys);
  values[place.pageCache] = known(f.pageCache);
  values[place.goalUse] = known(f.heapAlloc) / known(f.nextGc);
  return values;
}

/** What a reading says of one series, NaN where it says nothing. */
export function seriesValue(name: SeriesName, reading: Reading): number {
  return seriesValues(reading)[place[name]] ?? Number.NaN;
}

function liveFromGoal({ figures: f }: Reading): number {
  if (f.nextGc === undefined) return Number.NaN;
  const kept = difference(f.sys, f.heapReleased);
  const squeezed = f.goMemoryLimit !== undefined && kept >= 0.9 * f.goMemoryLimit;
  return squeezed ? Number.NaN : Math.max(0, f.nextGc - (f.stackInuse ?? 0)) / 2;
}

function known(value: number | undefined): number {
  return value ?? Number.NaN;
}

function difference(a: number | undefined, b: number | undefined): number {
  return Math.max(0, known(a) - known(b));
}
