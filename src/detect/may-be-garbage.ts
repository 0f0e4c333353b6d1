import { constants } from './constants.ts';
import { timeAt } from './floor-tier.ts';
import type { Track } from './track.ts';
import type { WindowFigures } from './window-figures.ts';

/**
 * Whether a rise that is a used heap's may be nothing but garbage: no collection has been seen in it yet. Not what is
 * nearly full, nor what stood level for as long as it has risen since, nor what has risen for days; nor what has doubled
 * under V8, which marks its heap before that whatever its limit is (a JVM collects at a share of its maximum).
 *
 *   ╱│╱│  collected: its floors tell      ╱  its first tooth, or a leak: nobody can say
 *                                       ╱
 */
export function mayBeGarbage(
  heap: Track,
  window: WindowFigures,
  { isFull, isV8 }: { readonly isFull: boolean; readonly isV8: boolean },
): boolean {
  const span = window.endAt - window.startAt;
  const long = span >= constants.ownPrecedentMs / constants.baseWidthMs;
  const marked = isV8 && window.growth >= constants.growthWithoutLimit.cold * window.start;
  if (heap.fallInterval > 0 || isFull || long || marked) return false;
  const stood = window.startAt - firstAt(heap) >= span;
  return !(stood && window.slowed < constants.levelBefore);
}

/** The time of the oldest floor that is known, in base widths. */
function firstAt(track: Track): number {
  const tier = track.tiers.findLast(({ count }) => count > 0);
  return tier === undefined ? Number.MAX_VALUE : timeAt(tier, tier.count - 1);
}
