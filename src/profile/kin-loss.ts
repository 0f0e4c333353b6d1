import type { SiteGrowth } from './site-growth.ts';
import { type Change, changesBySize } from './size-changes.ts';
import { sum } from './sum.ts';

/** What others lost of the sizes that one gained: bytes, their variance, and who lost most. */
export type KinLoss = { readonly bytes: number; readonly variance: number; readonly loser: number };

/**
 * What the other sites of a site's package lost of the sizes that it gained, be it within the error of sampling.
 * `replacedElsewhere` asks whether a loss may be the whole growth; who is to be accused beyond doubt must have
 * grown by more than that as well:
 *
 *     remember   +18 sampled objects of 16 KiB, of entries that are in the end as many as before
 *     filled      −4                            whose first ones go one by one
 *
 * null: they lost nothing.
 */
export function kinLoss(
  one: SiteGrowth,
  growths: readonly SiteGrowth[],
  packageOf: (site: number) => string | undefined,
): KinLoss | null {
  const gains = changesBySize(one.buckets());
  const home = packageOf(one.site);
  const losses = growths
    .filter(({ site }) => site !== one.site && packageOf(site) === home)
    .map((kin) => lossOf(kin, gains))
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes);
  const [most] = losses;
  if (most === undefined) return null;
  return {
    bytes: sum(losses.map(({ bytes }) => bytes)),
    variance: sum(losses.map(({ variance }) => variance)),
    loser: most.loser,
  };
}

/** What one lost of the sizes of which another gained. */
function lossOf(kin: SiteGrowth, gains: ReadonlyMap<number, Change>): KinLoss {
  const lost = [...changesBySize(kin.buckets())]
    .filter(([size, { bytes }]) => bytes < 0 && (gains.get(size)?.bytes ?? 0) > 0)
    .map(([, change]) => change);
  return {
    bytes: -sum(lost.map(({ bytes }) => bytes)),
    variance: sum(lost.map(({ variance }) => variance)),
    loser: kin.site,
  };
}
