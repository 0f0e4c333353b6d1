import type { SiteGrowth } from './site-growth.ts';

/** Whether what grew is counted and not measured: goroutines, which have no size and are kept by nobody. */
export function isCount(growth: SiteGrowth): boolean {
  return growth.buckets().every(({ size }) => size <= 1);
}
