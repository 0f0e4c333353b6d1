import { constants } from './constants.ts';
import { timeAt } from './floor-tier.ts';
import type { Track } from './track.ts';
import type { WindowFigures } from './window-figures.ts';

type About = {
  readonly isFull: boolean;
  readonly isV8: boolean;
  /** The deepest fall of the heap that was seen. */
  readonly deepest: number;
};

/** Young collections leave the old generation's garbage alone: a fall of a rise's own size was a whole one. */
const leastFall = 0.5;

/**
 * Whether a rise that is a used heap's may be nothing but garbage: no collection of its size has been seen yet. Not what is
 * nearly full, nor what stood level for as long as it has risen since, nor what has risen for days; nor what has doubled
 * under V8, which marks its heap before that whatever its limit is (a JVM collects at a share of its maximum).
 *
 *   ╱│╱│  collected: its floors tell      ╱  its first tooth, or a leak: nobody can say
 *                                       ╱
 */
export function mayBeGarbage(
  heap: Track,
  window: WindowFigures,
  { isFull, isV8, deepest }: About,
): boolean {
  const span = window.endAt - window.startAt;
  const long = span >= constants.ownPrecedentMs / constants.baseWidthMs;
  const marked = isV8 && window.growth >= constants.growthWithoutLimit.cold * window.start;
  const collected = heap.fallInterval > 0 && deepest >= leastFall * window.growth;
  if (collected || isFull || long || marked) return false;
  const stood = window.startAt - firstAt(heap) >= span;
  return !(stood && window.slowed < constants.levelBefore);
}

/** The time of the oldest floor that is known, in base widths. */
function firstAt(track: Track): number {
  const tier = track.tiers.findLast(({ count }) => count > 0);
  return tier === undefined ? Number.MAX_VALUE : timeAt(tier, tier.count - 1);
}
