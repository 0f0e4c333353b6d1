import type { GrowthSeries } from './growth-trend.ts';

/** A line through fewer captures leaves at most one degree of freedom to show its scatter. */
export const confirmedCaptures = 4;
/** So many captures at the end may show what was before they were taken, if no collection was forced. */
const staleCaptures = 2;

/** How many captures of one process may confirm a leak, by whether a collection was forced before each. */
export function neededCaptures({ forced }: Pick<GrowthSeries, 'forced'>): number {
  return forced === false ? confirmedCaptures + staleCaptures : confirmedCaptures;
}
