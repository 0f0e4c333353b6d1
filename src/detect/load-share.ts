import { constants } from './constants.ts';
import type { FloorTier } from './floor-tier.ts';
import { timeAt } from './floor-tier.ts';
import type { Track } from './track.ts';
import { type WindowFigures, windowFigures } from './window-figures.ts';

/**
 * Part of a rise that traffic can explain, 0 to 1: memory grows at most in proportion to the load, so
 * the load's relative rise over the memory's. Less than a joint fit would tell, yet it holds when both
 * rise in a straight line, where a fit cannot tell them apart.
 */
export function loadShare(load: Track | null, window: WindowFigures, step: number): number {
  const tier = load?.tiers[window.tier];
  if (tier === undefined) return 0;
  const floors = floorsSince(tier, window.startAt);
  if (floors < constants.fewestFloors) return 0;
  const choice = { tier, index: window.tier, floors, step, fallInterval: 0 };
  const rise = windowFigures({ ...choice, past: null }, null);
  if (rise === null || window.start <= 0) return 0;
  if (rise.start <= 0) return 1;
  return Math.min(1, rise.growth / rise.start / (window.growth / window.start));
}

function floorsSince(tier: FloorTier, at: number): number {
  let floors = 0;
  while (floors < tier.count && timeAt(tier, floors) >= at) floors++;
  return floors;
}
