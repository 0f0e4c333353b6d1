import type { SiteGrowth } from './site-growth.ts';
import { type Change, changesBySize } from './size-changes.ts';
import { sum } from './sum.ts';

/** What others lost of the sizes that one gained: bytes, their variance, and who lost most. */
export type KinLoss = { readonly bytes: number; readonly variance: number; readonly loser: number };

/** Standard errors by which a package must have lost of one size without the one: 95 % one-sided. */
const certainty = 1.645;

/** What all sites of a package gained and lost of one size, and who lost most of it. */
type Total = { bytes: number; variance: number; loser: number; most: number };

/**
 * For each site what the other sites of its package lost of the sizes that it gained, by more than their error of
 * sampling and no more than it gained. `replacedElsewhere` asks whether a loss may be the whole growth; who is to be
 * accused beyond doubt must have grown by more than that as well:
 *
 *     remember   +18 sampled objects of 16 KiB, of entries that are in the end as many as before
 *     filled      −4                            whose first ones go one by one
 *
 * null: they lost nothing. The sums of the packages are made by the first question.
 */
export function kinLosses(
  growths: readonly SiteGrowth[],
  packageOf: (site: number) => string | undefined,
): (one: SiteGrowth) => KinLoss | null {
  let totals: ReadonlyMap<string, Total> | null = null;
  const key = (one: SiteGrowth, size: number) => `${size} ${packageOf(one.site)}`;
  return (one) => {
    totals ??= totalsOf(growths, key);
    const losses = [...changesBySize(one.buckets())].flatMap(([size, gain]) => {
      const total = totals?.get(key(one, size));
      return total === undefined ? [] : lossBeside(gain, total);
    });
    const [most] = losses.sort((a, b) => b.bytes - a.bytes);
    if (most === undefined) return null;
    return {
      bytes: sum(losses.map(({ bytes }) => bytes)),
      variance: sum(losses.map(({ variance }) => variance)),
      loser: most.loser,
    };
  };
}

/** What the others of the package lost of a size, at most what was gained of it; empty: nothing for certain. */
function lossBeside(gain: Change, total: Total): readonly KinLoss[] {
  const lost = gain.bytes - total.bytes;
  const variance = Math.max(0, total.variance - gain.variance);
  if (gain.bytes <= 0 || lost <= certainty * Math.sqrt(variance)) return [];
  return [{ bytes: Math.min(lost, gain.bytes), variance, loser: total.loser }];
}

function totalsOf(
  growths: readonly SiteGrowth[],
  key: (one: SiteGrowth, size: number) => string,
): ReadonlyMap<string, Total> {
  const totals = new Map<string, Total>();
  for (const one of growths) {
    for (const [size, { bytes, variance }] of changesBySize(one.buckets())) {
      const at = key(one, size);
      const total = totals.get(at) ?? { bytes: 0, variance: 0, loser: -1, most: 0 };
      totals.set(at, total);
      total.bytes += bytes;
      total.variance += variance;
      if (-bytes > total.most) [total.most, total.loser] = [-bytes, one.site];
    }
  }
  return totals;
}
