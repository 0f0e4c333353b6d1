import type { GrowthSeries } from './growth-trend.ts';
import { upperTail } from './normal.ts';

/** How many sites share the chance of an error, by how sure one wants to be. */
export type TestCounts = { readonly likely: number; readonly confirmed: number };

/** The chance of an error over all sites: growth is likely above a 95 % interval, confirmed at three errors. */
export const likelyChance = 0.025;
export const confirmedChance = upperTail(3);

/** A site that is looked at alone. */
export const oneTest: TestCounts = { likely: 1, confirmed: 1 };

/**
 * How many sites could seem to grow by chance alone. Looking at many, the chance of an error is divided by
 * their number (Bonferroni), or among fifty steady ones one would grow "significantly". But a site of
 * which three sampled objects came or went cannot seem to grow, whatever they did, and is no test: as many
 * count as can reach the chance that is left for each of them (Tarone 1990, for discrete data).
 */
export function countTests(all: readonly { readonly series: GrowthSeries }[]): TestCounts {
  const least = all
    .map(({ series: { moved, wholeVariance, pseudoVariance } }) => {
      return upperTail(moved / Math.sqrt(wholeVariance + pseudoVariance));
    })
    .sort((a, b) => a - b);
  return { likely: tarone(least, likelyChance), confirmed: tarone(least, confirmedChance) };
}

/** The least k such that no more than k sites can reach chance / k; `least` rises. */
function tarone(least: readonly number[], chance: number): number {
  let reach = least.length;
  for (let k = 1; k < least.length; k++) {
    while (reach > 0 && (least[reach - 1] as number) > chance / k) reach--;
    if (reach <= k) return k;
  }
  return Math.max(1, least.length);
}
