import type { Bucket } from './bucket-table.ts';
import { replacedBetween } from './sampling.ts';

/** What a site, or several, gained of one size, the variance of that, and what was allocated meanwhile. */
export type Change = { bytes: number; variance: number; allocated: number };

/** What the buckets gained and lost between the first capture and the last, by the size of an object in bytes. */
export function changesBySize(buckets: readonly Bucket[]): ReadonlyMap<number, Change> {
  const bySize = new Map<number, Change>();
  for (const { size, chance, first, now, varianceEach } of buckets) {
    // Goroutines have no size.
    if (size <= 1) continue;
    const change = bySize.get(size) ?? { bytes: 0, variance: 0, allocated: 0 };
    bySize.set(size, change);
    change.bytes += now.value - first.value;
    change.variance += varianceEach * replacedBetween(first, now);
    change.allocated += ((now.allocated - first.allocated) * size) / chance;
  }
  return bySize;
}
