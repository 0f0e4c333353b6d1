import type { Bucket } from './bucket-table.ts';
import { replacedBetween } from './sampling.ts';
import type { SiteGrowth } from './site-growth.ts';
import { sum } from './sum.ts';

/** Objects of the size that the other lost must be this part of the growth. */
const sameSizeShare = 0.5;
/** Standard errors by which the other must have shrunk, and by which more must have been gained. */
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
      .map(([size, change]) => ({ site, size, change })),
  );
  const gains = gainsBySize(changes.values());
  const found = new Map<number, number>();
  for (const [site, bySize] of changes) {
    const grown = sum([...bySize.values()].map(({ bytes }) => Math.max(0, bytes)));
    for (const loss of losses.filter((one) => one.site !== site)) {
      const gain = bySize.get(loss.size);
      if (gain === undefined || gain.bytes < Math.max(1, sameSizeShare * grown)) continue;
      // What one has lost can be found again but once, whoever has gained.
      const all = gains.get(loss.size) ?? gain;
      const error = Math.sqrt(all.variance + loss.change.variance);
      if (all.bytes + loss.change.bytes <= certainty * error) found.set(site, loss.site);
    }
  }
  return found;
}

/** What all sites together have gained of each size. */
function gainsBySize(all: Iterable<ReadonlyMap<number, Change>>): ReadonlyMap<number, Change> {
  const gains = new Map<number, Change>();
  for (const bySize of all) {
    for (const [size, { bytes, variance }] of bySize) {
      const gain = gains.get(size) ?? { bytes: 0, variance: 0 };
      gains.set(size, gain);
      gain.bytes += Math.max(0, bytes);
      gain.variance += variance;
    }
  }
  return gains;
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
