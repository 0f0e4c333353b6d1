import type { LeakKind } from '../model/verdict.ts';
import { constants } from './constants.ts';
import { floorAt, timeAt } from './floor-tier.ts';
import type { Instance } from './instance.ts';
import type { SeriesName } from './series.ts';
import { newestFloor, type Track } from './track.ts';
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

/** Which part of the memory grows, from what grew beside `name` in the window. */
export function leakKind(instance: Instance, name: SeriesName, window: WindowFigures): LeakKind {
  if (name === 'goroutines') return 'goroutine';
  if (name === 'threads') return 'thread';
  if (name === 'openFds') return 'descriptor';
  if (goroutinesGrow(instance, window)) return 'goroutine';
  if (name === 'heapLive' || name === 'heapUsed') return 'heap';
  for (const [part, kind] of parts) {
    const track = instance.tracks[part];
    if (track === undefined) continue;
    if (growthSince(track, window.startAt) >= mostOfIt * window.growth) return kind;
  }
  return 'unknown';
}

/** Kinds that hold memory without keeping it from anyone: said and captured, never alerted. */
export function isHarmless(kind: LeakKind): boolean {
  return kind === 'page-cache' || kind === 'fragmentation' || kind === 'not-returned';
}

function goroutinesGrow(instance: Instance, window: WindowFigures): boolean {
  const track = instance.tracks.goroutines;
  if (track === undefined) return false;
  const growth = growthSince(track, window.startAt);
  const before = newestFloor(track) - growth;
  return growth >= constants.leastCount && growth >= mostOfIt * before;
}

function growthSince(track: Track, at: number): number {
  return newestFloor(track) - floorBefore(track, at);
}

/** The newest floor that is not younger than `at`; the oldest one where all are. */
function floorBefore(track: Track, at: number): number {
  let oldest = newestFloor(track);
  for (const tier of track.tiers) {
    for (let back = 0; back < tier.count; back++) {
      oldest = floorAt(tier, back);
      if (timeAt(tier, back) <= at) return oldest;
    }
  }
  return oldest;
}
