import { floorAt, highAt, tierOf, timeAt } from './floor-tier.ts';
import { newestFloor, recentPeak, type Track } from './track.ts';

/** By how much the floor of a series has risen since a time in base widths; negative where it fell. */
export function growthSince(track: Track, at: number): number {
  return newestFloor(track) - floorBefore(track, at);
}

/**
 * The same for a heap that is only collected now and then: its least floor in the last third of that time, which a
 * tooth's top cannot lift.
 */
export function retainedSince(track: Track, at: number): number {
  const newest = newestFloor(track);
  const finest = tierOf(track, 0);
  if (finest.count === 0) return 0;
  const now = timeAt(finest, 0);
  const from = now - (now - at) / 3;
  let least = newest;
  for (const tier of track.tiers) {
    for (let back = 0; back < tier.count && timeAt(tier, back) >= from; back++) {
      least = Math.min(least, floorAt(tier, back));
    }
  }
  return least - floorBefore(track, at);
}

/** From its floor at a time to the most that it has reached since: what it had to be given room for. */
export function heldGrowth(track: Track, at: number): number {
  let highest = recentPeak(track);
  for (const tier of track.tiers) {
    for (let back = 0; back < tier.count && timeAt(tier, back) >= at; back++) {
      highest = Math.max(highest, highAt(tier, back));
    }
  }
  return highest - floorBefore(track, at);
}

/**
 * What of the room that a `heap` was ever given `resident` had not grown by at a time: from the heap's first floor to the
 * most that it has reached, less what the resident memory had grown by until then.
 */
export function roomLeft(heap: Track, resident: Track, at: number): number {
  const first = oldestOf(heap);
  const grown = floorBefore(resident, at) - floorBefore(resident, first);
  return heldGrowth(heap, first) - Math.max(0, grown);
}

/** When the oldest bucket that is known began. */
function oldestOf({ tiers }: Track): number {
  let oldest = Number.MAX_VALUE;
  for (const tier of tiers) {
    if (tier.count > 0) oldest = Math.min(oldest, timeAt(tier, tier.count - 1));
  }
  return oldest;
}

/** The newest floor that is not younger than `at`; the oldest one where all are: coarse tiers begin later than fine ones. */
function floorBefore(track: Track, at: number): number {
  let floor = newestFloor(track);
  let oldestAt = Number.MAX_VALUE;
  for (const tier of track.tiers) {
    for (let back = 0; back < tier.count; back++) {
      const time = timeAt(tier, back);
      if (time < oldestAt) [floor, oldestAt] = [floorAt(tier, back), time];
      if (time <= at) return floor;
    }
  }
  return floor;
}
