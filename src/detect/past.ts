import { constants } from './constants.ts';
import { type FloorTier, floorAt, highAt, tierOf, timeAt } from './floor-tier.ts';
import { middleOfThree } from './middle-of-three.ts';
import type { Track } from './track.ts';
import type { Past } from './window-figures.ts';

/**
 * The past of the windows of one tier. `earlier`: the highest floor of earlier lives, which says nothing of a rise over
 * days: a leak may have been cut by deploys there. `topAt`: what a bucket
 * is said to have reached, its high, or its middle where middles are judged. `mayMissLows`: whether what is said to be a floor
 * may be a top by chance, since a bucket is hardly wider than the rhythm of the collections.
 */
export function pastOf(
  track: Track,
  index: number,
  earlier: () => number | null,
  topAt: TopAt,
  mayMissLows = false,
): Past {
  return {
    precedentBefore: (at, span) => {
      const before = span < own ? earlier() : null;
      const highest = precedentOf(track, index, at, before, topAt);
      if (!mayMissLows || highest === null) return highest;
      return likeForLike(track, index, highest, precedentOf(track, index, at, before, highAt));
    },
    slopeBefore: (at, level) => slopeBefore(track, at, level),
    swingBefore: (at, span) => swingBefore(track, index, at, span, topAt),
  };
}

type TopAt = typeof highAt;

/** So long a window has its precedent in its own life alone. */
const own = constants.ownPrecedentMs / constants.baseWidthMs;

/** The highest floor before `at`: in this tier and the coarser ones, and of earlier lives. */
function precedentOf(
  track: Track,
  index: number,
  at: number,
  earlier: number | null,
  topAt: TopAt,
): number | null {
  let highest = earlier;
  for (const tier of track.tiers.slice(index)) {
    const found = highestBefore(tier, at, topAt);
    if (found !== null && (highest === null || found > highest)) highest = found;
  }
  return highest;
}

/**
 * The highest floor before a window, or what makes its newest floors as much of news as its newest highs are over the
 * highest ones before it: like is compared with like. Floors that are no news at all stay none.
 */
function likeForLike(track: Track, index: number, floor: number, high: number | null): number {
  const tier = tierOf(track, index);
  const newest = newestOf(tier, floorAt);
  if (high === null || newest <= floor) return floor;
  return Math.min(floor, newest - (newestOf(tier, highAt) - high));
}

/** The median of the newest three. */
function newestOf(tier: FloorTier, heightAt: TopAt): number {
  return middleOfThree(heightAt(tier, 0), heightAt(tier, 1), heightAt(tier, 2));
}

function highestBefore(tier: FloorTier, at: number, topAt: TopAt): number | null {
  const since = at - constants.precedentMs / constants.baseWidthMs;
  let highest: number | null = null;
  for (let back = tier.count - 1; back >= 0; back--) {
    const time = timeAt(tier, back);
    // The bucket's whole width must lie before the window.
    if (time + tier.width > at) break;
    const high = topAt(tier, back);
    if (time >= since && (highest === null || high > highest)) highest = high;
  }
  return highest;
}

/** The slope from the oldest floor that is known to where a window begins; the start-up does not count. */
function slopeBefore(track: Track, at: number, level: number): number {
  const tier = track.tiers.findLast(({ count }) => count > 0);
  if (tier === undefined) return 0;
  const oldest = timeAt(tier, tier.count - 1);
  return oldest >= at ? 0 : (level - floorAt(tier, tier.count - 1)) / (at - oldest);
}

/**
 * The largest rise of at most `span` before `at` that was taken back before `at`, within twice its span:
 *
 *         ╱╲      min(rise, (rise + fall) / 2, 2 fall): what the series does of
 *       ╱   ╲     itself, a day's swing, a cache that is flushed
 *      ╱     ╲
 *
 * In the window's own tier and the coarser ones, whose buckets tell of days.
 */
function swingBefore(track: Track, index: number, at: number, span: number, topAt: TopAt): number {
  let largest = 0;
  for (const tier of track.tiers.slice(index)) {
    largest = Math.max(largest, swingIn(tier, at, span, topAt));
  }
  return largest;
}

function swingIn(tier: FloorTier, at: number, span: number, topAt: TopAt): number {
  const reach = Math.max(span, tier.width);
  let largest = 0;
  for (let top = tier.count - 2; top > 0; top--) {
    const time = timeAt(tier, top);
    if (time + tier.width > at) break;
    const high = topAt(tier, top);
    let before = high;
    for (let i = top + 1; i < tier.count && timeAt(tier, i) >= time - reach; i++) {
      before = Math.min(before, floorAt(tier, i));
    }
    if (high - before <= largest) continue;
    let after = high;
    for (let i = top - 1; i >= 0 && timeAt(tier, i) <= Math.min(at, time + 2 * reach); i--) {
      after = Math.min(after, floorAt(tier, i));
    }
    largest = Math.max(largest, takenBack(high - before, high - after));
  }
  return largest;
}

/** What rises on the way adds as much to a swing's rise as it takes from its fall; a dip in a rise is none. */
function takenBack(rise: number, fall: number): number {
  return Math.max(0, Math.min(rise, (rise + fall) / 2, 2 * fall));
}
