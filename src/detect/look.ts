import { constants } from './constants.ts';
import { type FloorTier, floorAt, highAt, middleAt, tierOf } from './floor-tier.ts';
import type { Instance } from './instance.ts';
import { keepWindow, keptFloors, keptWindow, keptWindows, windowsPerTier } from './kept-windows.ts';
import { pastOf } from './past.ts';
import { newestFloor, type Track } from './track.ts';
import {
  type HeightAt,
  mayRise,
  type WindowChoice,
  type WindowFigures,
  windowFigures,
} from './window-figures.ts';
import { figuresOf } from './window-row.ts';

/** A tier's newer half is looked at by itself once it says enough. */
const halfFrom = 28;

/** So many floors are significant with four pairs out of order; of fewer hardly any may be. */
const sureFrom = 13;

/** What a look at a series rests on beside its floors. */
type About = {
  readonly limit: number | null;
  /** The highest floor of earlier lives; null: there is none. */
  readonly precedent: number | null;
};

/** Measures anew the windows of the `tiers` finest tiers of a series, after these closed a bucket. */
export function look(track: Track, { step }: Instance, tiers: number, about: About): void {
  for (let index = 0; index < tiers; index++) {
    const tier = tierOf(track, index);
    // A tier finer than the step holds what the one before it holds.
    if (index > 0 && tier.width <= 1.5 * step) continue;
    const slot = index * windowsPerTier;
    measure(track, slot, { tier, index, step, floors: grown(tier, index) }, about);
    measure(track, slot + 1, { tier, index, step, floors: newerHalf(tier) }, about);
  }
}

function measure(track: Track, slot: number, choice: Choice, about: About): void {
  const { tier, floors } = choice;
  if (!rises(tier, floors, about.limit)) keepWindow(track, slot, null);
  else if (!isRecent(track, slot, tier, floors)) {
    keepWindow(track, slot, measured(track, choice, about));
  }
}

/** Of a coarse tier all but the first bucket: the least of the first hours of a life is what it held while it started. */
function grown({ count }: FloorTier, index: number): number {
  const starting = index > 0 && count > sureFrom && count < constants.tierLength ? 1 : 0;
  return count - starting;
}

function newerHalf({ count }: FloorTier): number {
  return count < halfFrom ? 0 : constants.tierLength / 2;
}

type Choice = Pick<WindowChoice, 'tier' | 'index' | 'step' | 'floors'>;

function rises(tier: FloorTier, floors: number, limit: number | null): boolean {
  if (mayRise(tier, floors, limit)) return true;
  return tier.plan.middles !== null && mayRise(tier, floors, limit, middleAt);
}

/** By the floors; where noise hides their rise, by the means of the buckets if the floors rise along. */
function measured(track: Track, choice: Choice, about: About): WindowFigures | null {
  const { tier, floors } = choice;
  const byFloors = figuresBy(floorAt, track, choice, about);
  if (tier.plan.middles === null || isSignificant(byFloors)) return byFloors;
  const byMiddles = figuresBy(middleAt, track, choice, about);
  return isSignificant(byMiddles) && floorsRiseAlong(tier, floors) ? byMiddles : byFloors;
}

function figuresBy(
  heightAt: HeightAt,
  track: Track,
  choice: Choice,
  { limit, precedent }: About,
): WindowFigures | null {
  const { fallInterval } = track;
  // Floors finer than the rhythm of the collections are garbage: there a bucket reached no more than its floor.
  const { width } = choice.tier;
  const collected = fallInterval > 0 && width >= fallInterval;
  const topAt = heightAt !== floorAt ? middleAt : collected ? floorAt : highAt;
  const mayMissLows = topAt === floorAt && width < 2 * fallInterval;
  const past = pastOf(track, choice.index, () => precedent, topAt, mayMissLows);
  return windowFigures({ ...choice, fallInterval, past, heightAt }, limit);
}

function isSignificant(figures: WindowFigures | null): boolean {
  return figures !== null && figures.z >= constants.significance.alarm;
}

/** Garbage that grows lifts the means alone: of a leak the floors must show their part. */
function floorsRiseAlong(tier: FloorTier, floors: number): boolean {
  const rise = (heightAt: HeightAt) => {
    const third = Math.floor(floors / 3);
    let sum = 0;
    for (let i = 0; i < third; i++) sum += heightAt(tier, i) - heightAt(tier, floors - 1 - i);
    return sum;
  };
  return rise(floorAt) >= constants.floorsAlong * rise(middleAt);
}

/** A long window changes little with one floor: while it rises it is measured anew at every third. */
function isRecent(track: Track, slot: number, tier: FloorTier, floors: number): boolean {
  const full = tier.count === constants.tierLength;
  return full && keptFloors(track, slot) === floors && tier.next % 3 !== 0;
}

/** The windows of a series that still hold: the floor has not fallen back since. */
export function standing(track: Track, newest: number): WindowFigures[] {
  return [track.held, ...keptWindows(track)]
    .filter((row) => row !== null)
    .map(figuresOf)
    .filter((window) => !isRefuted(track, window, newest));
}

/** Whether the floor, or the mean where means were judged, fell back to where the rise began. */
function isRefuted(track: Track, window: WindowFigures, newestFloor: number): boolean {
  const newest = window.byMiddles ? middleAt(tierOf(track, window.tier), 0) : newestFloor;
  return newest < window.start + constants.heldShare * window.growth;
}

/**
 * Whether a window that passed is held on to: until the floor has fallen back, or the series has not risen any more for half
 * as long as the window was.
 */
export function isHeld(track: Track, held: WindowFigures, now: number): boolean {
  // A window is only there while its rise is significant.
  const rises = keptWindow(track, windowsPerTier * held.tier) !== null;
  const overdue = now - held.endAt > (held.endAt - held.startAt) / 2;
  return !isRefuted(track, held, newestFloor(track)) && (rises || !overdue);
}
