import type { SiteGrowth } from './site-growth.ts';
import { type Change, changesBySize } from './size-changes.ts';
import { sum } from './sum.ts';

/** What others lost of the sizes that one gained: bytes, their variance, and who lost most. */
export type KinLoss = { readonly bytes: number; readonly variance: number; readonly loser: number };

/** What a package lost of one size, and who lost most of it. */
type Loss = { bytes: number; variance: number; loser: number; most: number };

/**
 * For each site what the other sites of its package lost for good of the sizes that it gained, and no more than it
 * gained. `replacedElsewhere` asks whether a loss may be the whole growth; who is to be accused beyond doubt must have
 * grown by more than that as well:
 *
 *     remember   +18 sampled objects of 16 KiB, of entries that are in the end as many as before
 *     filled      −4                            whose first ones go one by one, and which makes no more of them
 *
 * Who goes on making as many as go is no loser: his level goes up and down with the traffic. null: nothing was lost.
 * The sums of the packages are made by the first question.
 */
export function kinLosses(
  growths: readonly SiteGrowth[],
  packageOf: (site: number) => string | undefined,
): (one: SiteGrowth) => KinLoss | null {
  let losses: ReadonlyMap<string, Loss> | null = null;
  const key = ({ site }: SiteGrowth, size: number) => `${size} ${packageOf(site)}`;
  return (one) => {
    losses ??= lossesOf(growths, key);
    const own = [...changesBySize(one.buckets())].flatMap(([size, gain]) => {
      const loss = losses?.get(key(one, size));
      if (loss === undefined || gain.bytes <= 0) return [];
      return [{ ...loss, bytes: Math.min(loss.bytes, gain.bytes) }];
    });
    const [most] = own.sort((a, b) => b.bytes - a.bytes);
    if (most === undefined) return null;
    return {
      bytes: sum(own.map(({ bytes }) => bytes)),
      variance: sum(own.map(({ variance }) => variance)),
      loser: most.loser,
    };
  };
}

function lossesOf(
  growths: readonly SiteGrowth[],
  key: (one: SiteGrowth, size: number) => string,
): ReadonlyMap<string, Loss> {
  const losses = new Map<string, Loss>();
  for (const one of growths) {
    for (const [size, change] of changesBySize(one.buckets())) {
      if (!isForGood(change)) continue;
      const at = key(one, size);
      const loss = losses.get(at) ?? { bytes: 0, variance: 0, loser: one.site, most: 0 };
      losses.set(at, loss);
      loss.bytes -= change.bytes;
      loss.variance += change.variance;
      if (-change.bytes > loss.most) [loss.most, loss.loser] = [-change.bytes, one.site];
    }
  }
  return losses;
}

/** Whether less was made than went. */
function isForGood({ bytes, allocated }: Change): boolean {
  return bytes < 0 && allocated < -bytes;
}
