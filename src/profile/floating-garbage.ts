import { passingShare } from './follows-traffic.ts';
import type { GrowthSeries } from './growth-trend.ts';

/**
 * Bytes of a site's growth that may be garbage by now. A profile shows what the last collection found alive;
 * unless one was forced, that is up to two collections ago, and one lies between two captures that differ.
 * So what was allocated since the capture before and is freed like the rest is the most that can float:
 *
 *     growth × freed / kept × the part of all allocations that the busiest interval brought
 *
 * 0 where a collection was forced, where allocations are not counted, and where nobody knows and what
 * grows keeps most of what it allocates. The dead copies of a container are left out already.
 */
export function floatingGarbage(series: GrowthSeries): number {
  const { values, allocated, forced, freedShare, stepSize } = series;
  if (forced === true || allocated === null || stepSize > 0) return 0;
  if (freedShare <= 0 || (forced === null && freedShare < passingShare)) return 0;
  const growth = (values.at(-1) ?? 0) - (values[0] ?? 0);
  const made = (allocated.at(-1) ?? 0) - (allocated[0] ?? 0);
  const busiest = Math.max(...allocated.slice(1).map((now, i) => now - (allocated[i] ?? 0)));
  return (growth * freedShare * busiest) / ((1 - freedShare) * made);
}
