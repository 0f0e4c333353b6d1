import type { LeakKind } from '../model/verdict.ts';
import { constants } from './constants.ts';
import { growthSince, heldGrowth, retainedSince, roomLeft } from './growth-since.ts';
import type { Instance } from './instance.ts';
import { isCount, type SeriesName } from './series.ts';
import { newestFloor } from './track.ts';
import type { WindowFigures } from './window-figures.ts';

/** A part must make up this much of the growth to be named. */
const mostOfIt = 0.5;

/** Which part of memory each series speaks for; the first that explains most of the growth is named. */
const parts: readonly (readonly [SeriesName, LeakKind])[] = [
  ['profilerBuckets', 'profiler-buckets'],
  ['heapLive', 'heap'],
  ['heapUsed', 'heap'],
  ['stackInuse', 'stack'],
  ['pageCache', 'page-cache'],
  ['fragmentation', 'fragmentation'],
  ['notReturned', 'not-returned'],
  ['offHeap', 'off-heap'],
  ['heapInuse', 'heap'],
];

/**
 * Which part of the memory grows, from what grew beside `name` in the window. What grows in number comes
 * first: each goroutine and each thread has its stack, its locals, its arena, and is the cause of their growth. An
 * open file has next to nothing: it is named where nothing else explains the growth.
 */
export function leakKind(instance: Instance, name: SeriesName, window: WindowFigures): LeakKind {
  const counted = kindOfCount[name];
  if (counted !== undefined) return counted;
  if (multiplies(instance, 'goroutines', window) && isTheirs(instance, name, window)) {
    return 'goroutine';
  }
  if (name === 'heapLive' || name === 'heapUsed') return 'heap';
  if (multiplies(instance, 'threads', window)) return 'thread';
  const part = partThatGrew(instance, window);
  if (part !== null) return part;
  if (multiplies(instance, 'openFds', window)) return 'descriptor';
  return restOfManaged(instance, name, window);
}

function partThatGrew({ tracks }: Instance, window: WindowFigures): LeakKind | null {
  for (const [part, kind] of parts) {
    const track = tracks[part];
    if (track === undefined) continue;
    const growth = part === 'heapUsed' ? retainedSince : growthSince;
    if (growth(track, window.startAt) >= mostOfIt * window.growth) return kind;
  }
  return null;
}

const kindOfCount: Readonly<Partial<Record<SeriesName, LeakKind>>> = {
  goroutines: 'goroutine',
  threads: 'thread',
  openFds: 'descriptor',
  offHeap: 'off-heap',
};

/** Kinds that hold memory without keeping it from anyone: said and captured, never alerted. */
export function isHarmless(kind: LeakKind): boolean {
  return kind === 'page-cache' || kind === 'fragmentation' || kind === 'not-returned';
}

/** Whether there are half as many again as at the start of the window, and enough to count. */
function multiplies(
  { tracks }: Instance,
  name: 'goroutines' | 'threads' | 'openFds',
  window: WindowFigures,
): boolean {
  const track = tracks[name];
  if (track === undefined) return false;
  const growth = growthSince(track, window.startAt);
  const before = newestFloor(track) - growth;
  return growth >= constants.leastCount && growth >= mostOfIt * before;
}

/** Whether so many goroutines can hold all that grew: connections come along with any leak of a server. */
function isTheirs({ tracks }: Instance, name: SeriesName, window: WindowFigures): boolean {
  const track = tracks.goroutines;
  if (track === undefined || name === 'value') return true;
  return window.growth <= growthSince(track, window.startAt) * constants.mostPerGoroutine;
}

/**
 * Resident memory that grew while the used heap, whose floor is known, did not. A heap that reached as much higher was
 * given that room and has emptied it since: JVM and V8 keep it, and use it again before they ask for more. One that stayed
 * low had no part in it: what grew lies outside.
 *
 *   rss      ___╱▔▔▔▔     ╱▔▔▔         rss     ╱╱
 *   heap   ╱│╱ │  ╱ │  not-returned    heap ╱│╱│╱│  off-heap
 */
function restOfManaged({ tracks }: Instance, name: SeriesName, window: WindowFigures): LeakKind {
  const { heapUsed, [name]: own } = tracks;
  if (heapUsed === undefined || own === undefined || isCount(name) || name === 'value') {
    return 'unknown';
  }
  const since = heldGrowth(heapUsed, window.startAt);
  const given = Math.min(since, roomLeft(heapUsed, own, window.startAt));
  return given >= mostOfIt * window.growth ? 'not-returned' : 'off-heap';
}
