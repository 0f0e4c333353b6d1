import { constants } from './constants.ts';
import { type FloorTier, highAt, timeAt } from './floor-tier.ts';
import type { Instance } from './instance.ts';
import { newestFloor, type Track } from './track.ts';
import { mayRise, type WindowFigures, windowFigures } from './window-figures.ts';

/** Windows looked at in each tier: all that it holds, and its newer half once that says enough. */
const halfFrom = 28;
export const windowsPerTier = 2;

/** Measures anew the windows of the `tiers` finest tiers of a series, after these closed a bucket. */
export function look(
  track: Track,
  instance: Instance,
  tiers: number,
  about: { readonly limit: number | null; readonly precedent: () => number | null },
): void {
  const { step } = instance;
  const { limit } = about;
  for (let index = 0; index < Math.min(tiers, track.tiers.length); index++) {
    const tier = track.tiers[index];
    // A tier finer than the step holds what the one before it holds.
    if (tier === undefined || (index > 0 && tier.width <= 1.5 * step)) continue;
    const slot = index * windowsPerTier;
    const half = tier.count < halfFrom ? 0 : constants.tierLength / 2;
    track.windows[slot] = measured(tier.count, track.windows[slot]);
    track.windows[slot + 1] = measured(half, track.windows[slot + 1]);

    function measured(floors: number, before?: WindowFigures | null): WindowFigures | null {
      if (tier === undefined || !mayRise(tier, floors, limit)) return null;
      if (before != null && isRecent(before, tier, floors)) return before;
      const precedentBefore = (at: number) => precedentOf(track, index, at, about.precedent());
      const { fallInterval } = track;
      return windowFigures({ tier, index, step, floors, fallInterval, precedentBefore }, limit);
    }
  }
}

/** A long window changes little with one floor: while it rises it is measured anew at every third. */
function isRecent(before: WindowFigures, tier: FloorTier, floors: number): boolean {
  const full = tier.count === tier.floors.length;
  return full && before.floors === floors && tier.head % 3 !== 0;
}

/** The windows of a series that still hold: the floor has not fallen back since. */
export function standing(track: Track, newest: number): WindowFigures[] {
  const windows = track.held === null ? track.windows : [track.held, ...track.windows];
  return windows.filter(
    (window): window is WindowFigures => window != null && !isRefuted(window, newest),
  );
}

/** Whether the floor fell back to where the rise began. */
function isRefuted(window: WindowFigures, newest: number): boolean {
  return newest < window.start + constants.heldShare * window.growth;
}

/**
 * A window that passed, until the floor has fallen back, or the series has not risen any more for half
 * as long as the window was.
 */
export function stillHeld(track: Track, held: WindowFigures, now: number): WindowFigures | null {
  // A window is only there while its rise is significant.
  const rises = track.windows[windowsPerTier * held.tier] != null;
  const overdue = now - held.endAt > (held.endAt - held.startAt) / 2;
  return isRefuted(held, newestFloor(track)) || (overdue && !rises) ? null : held;
}

/** The highest floor before `at`: in this tier and the coarser ones, and of earlier lives. */
function precedentOf(
  track: Track,
  index: number,
  at: number,
  earlier: number | null,
): number | null {
  let highest = earlier;
  for (const tier of track.tiers.slice(index)) {
    const found = highestBefore(tier, at);
    if (found !== null && (highest === null || found > highest)) highest = found;
  }
  return highest;
}

function highestBefore(tier: FloorTier, at: number): number | null {
  const since = at - constants.precedentMs / constants.baseWidthMs;
  let highest: number | null = null;
  for (let back = tier.count - 1; back >= 0; back--) {
    const time = timeAt(tier, back);
    // The bucket's whole width must lie before the window.
    if (time + tier.width > at) break;
    const high = highAt(tier, back);
    if (time >= since && (highest === null || high > highest)) highest = high;
  }
  return highest;
}
