import type { Bucket } from './bucket-table.ts';
import { replacedBetween } from './sampling.ts';
import type { SiteGrowth } from './site-growth.ts';

/** From this part of the growth on it is a replacement and no growth. */
const replacedShare = 0.5;
/** Standard errors by which the other must have shrunk. */
const certainty = 2;

type Change = { bytes: number; variance: number };

/**
 * The sites whose growth is another's loss: entries of a cache that one function filled and another
 * replaces are as many as before, of the same size, and yet one site grows and the other shrinks.
 * For each the site that lost as many.
 */
export function replacedElsewhere(growths: readonly SiteGrowth[]): ReadonlyMap<number, number> {
  const changes = new Map(growths.map((one) => [one.site, changesBySize(one.buckets)]));
  const losses = [...changes].flatMap(([site, bySize]) =>
    [...bySize]
      .filter(([, { bytes, variance }]) => -bytes > certainty * Math.sqrt(variance))
      .map(([size, { bytes }]) => ({ site, size, bytes: -bytes })),
  );
  const found = new Map<number, number>();
  for (const [site, bySize] of changes) {
    const grown = [...bySize.values()].reduce((sum, { bytes }) => sum + Math.max(0, bytes), 0);
    for (const loss of losses.filter((one) => one.site !== site)) {
      const gained = bySize.get(loss.size)?.bytes ?? 0;
      if (gained > 0 && Math.min(gained, loss.bytes) >= replacedShare * grown) {
        found.set(site, loss.site);
      }
    }
  }
  return found;
}

function changesBySize(buckets: readonly Bucket[]): ReadonlyMap<number, Change> {
  const bySize = new Map<number, Change>();
  for (const { size, first, now, varianceEach } of buckets) {
    // Goroutines have no size.
    if (size <= 1) continue;
    const change = bySize.get(size) ?? { bytes: 0, variance: 0 };
    bySize.set(size, change);
    change.bytes += now.value - first.value;
    change.variance += varianceEach * replacedBetween(first, now);
  }
  return bySize;
}
