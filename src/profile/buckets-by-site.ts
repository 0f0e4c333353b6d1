import { noSite } from './site-table.ts';

/**
 * The numbers of each site's buckets; what is charged to nobody is left out. One list for all of them, of which each
 * has a part: a list for each would be megabytes of their heads.
 */
export class BucketsBySite {
  /** In the order in which they are first met. */
  readonly sites: readonly number[];
  readonly #numbers: Int32Array;
  readonly #ends: Int32Array;

  /** `siteOfBucket`: the site of each bucket, or `noSite`. */
  constructor(siteOfBucket: Int32Array) {
    const count = siteOfBucket.reduce((most, site) => Math.max(most, site + 1), 0);
    const ends = new Int32Array(count + 1);
    const met: number[] = [];
    for (const site of siteOfBucket) {
      if (site === noSite) continue;
      if (ends[site + 1] === 0) met.push(site);
      ends[site + 1] = (ends[site + 1] as number) + 1;
    }
    for (let site = 0; site < count; site++) {
      ends[site + 1] = (ends[site + 1] as number) + (ends[site] as number);
    }
    const numbers = new Int32Array(ends[count] as number);
    const next = ends.slice(0, count);
    for (const [number, site] of siteOfBucket.entries()) {
      if (site === noSite) continue;
      const at = next[site] as number;
      numbers[at] = number;
      next[site] = at + 1;
    }
    this.sites = met;
    this.#numbers = numbers;
    this.#ends = ends;
  }

  /** Those of one site: a view. */
  of(site: number): Int32Array {
    return this.#numbers.subarray(this.#ends[site], this.#ends[site + 1]);
  }
}
