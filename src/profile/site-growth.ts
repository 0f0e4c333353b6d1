import type { Frame } from '../model/culprit.ts';
import type { Bucket, BucketTable } from './bucket-table.ts';
import type { GrowthSeries } from './growth-trend.ts';
import { type Container, LargeObjects } from './large-objects.ts';
import type { ProfileColumns } from './profile-columns.ts';
import { type SharedHistory, SiteHistory, type SiteRow } from './site-history.ts';
import type { StackSite } from './site-table.ts';
import { sum } from './sum.ts';

/** How one site grew: its series for the judge, and the stacks that made it grow. */
export type SiteGrowth = {
  readonly site: number;
  readonly series: GrowthSeries;
  /** The stack that grew most, and the site's frame on the line that grew most. */
  readonly stack: number;
  readonly frame: Frame;
  /** All that it is summed up from, made anew by each call: of most sites nobody asks. */
  buckets(): readonly Bucket[];
  /** What dead copies of a growing container were left out of the first and the last capture. */
  readonly deadCopies: number;
};

/** The site of a bucket that is charged to none. */
const nobody = -1;

/**
 * Sums up buckets by site, capture for capture: what is kept grows with the sites, not the stacks, and is
 * four doubles for each.
 */
export class SiteSeries {
  readonly #siteOf: (stack: number) => StackSite | null;
  readonly #columns: ProfileColumns;
  readonly #rows: SiteRow[] = [];
  readonly #large = new LargeObjects();
  /** Bytes that all sites have allocated, at each capture. */
  readonly #allocated: number[] = [];
  readonly #seconds: number[] = [];

  constructor(columns: ProfileColumns, siteOf: (stack: number) => StackSite | null) {
    this.#columns = columns;
    this.#siteOf = siteOf;
  }

  /** How many captures were noted. */
  get captures(): number {
    return this.#seconds.length;
  }

  /** Notes the capture that the table has loaded, before `keep`. */
  note(table: BucketTable, seconds: number): void {
    const sites = this.#sitesOf(table);
    const row = emptyRow(sites.reduce((most, site) => Math.max(most, site + 1), 0));
    let whole = 0;
    let number = 0;
    for (const bucket of table) {
      const site = sites[number++] as number;
      if (site < 0) continue;
      const { now, size, chance } = bucket;
      const allocated = (now.allocated * size) / chance;
      addAt(row.values, site, now.value);
      addAt(row.variances, site, table.levelVariance(bucket));
      addAt(row.steps, site, table.variance(bucket, 'before'));
      addAt(row.allocated, site, allocated);
      // A mean size says how many are alive only while the sizes stay as they are.
      addAt(row.made, site, table.isMixed(bucket) ? Number.NaN : now.allocated);
      addAt(row.freed, site, now.allocated - now.live);
      whole += allocated;
    }
    this.#large.note(table, this.#seconds.length);
    this.#rows.push(row);
    this.#allocated.push(whole);
    this.#seconds.push(seconds);
  }

  /** The growth of every site that ever held anything. Call after `keep` of the last capture. */
  growths(table: BucketTable, forced: boolean | null): readonly SiteGrowth[] {
    const containers = this.#large.containers(this.captures);
    const shared: SharedHistory = {
      rows: this.#rows,
      seconds: this.#seconds,
      allAllocated: this.#columns.allocated >= 0 ? this.#allocated : null,
      pseudoVariance: this.#columns.rateBytes ** 2,
      forced,
    };
    const growths: SiteGrowth[] = [];
    const all = new BucketsBySite(this.#sitesOf(table));
    for (const site of all.sites) {
      if (!this.#rows.some(({ values }) => (values[site] ?? 0) > 0)) continue;
      const buckets = Array.from(all.of(site), (number) => table.bucket(number));
      const stacks = new Set(buckets.map(({ stack }) => stack));
      const own = [...stacks].flatMap((stack) => containers.get(stack) ?? []);
      const dead = own.length === 0 ? null : this.#deadCopies(own);
      const series = new SiteHistory(shared, site, dead, {
        wholeVariance: sum(buckets.map((bucket) => table.variance(bucket, 'first'))),
        freedShare: freedShare(buckets),
        moved: sum(buckets.map((bucket) => movedOf(bucket, table))),
        stepSize: sum(own.map(({ stepSize }) => stepSize)),
      });
      const deadCopies = (dead?.[0] ?? 0) + (dead?.at(-1) ?? 0);
      const { stack, frame } = this.#grewMost(buckets);
      growths.push(new GrowthOfSite({ site, series, stack, frame, deadCopies }, table, all));
    }
    return growths;
  }

  /** The site of each bucket, or `nobody`. */
  #sitesOf(table: BucketTable): Int32Array {
    return Int32Array.from({ length: table.count }, (_, number) => {
      return this.#siteOf(table.stackOf(number))?.site ?? nobody;
    });
  }

  #deadCopies(containers: readonly Container[]): readonly number[] {
    return this.#seconds.map((_, i) => sum(containers.map(({ deadCopies }) => deadCopies[i] ?? 0)));
  }

  #grewMost(buckets: readonly Bucket[]): { stack: number; frame: Frame } {
    const byStack = new Map<number, number>();
    const byLine = new Map<string, number>();
    const lineOf = (stack: number) => {
      const frame = this.#siteOf(stack)?.frame;
      return `${frame?.function}\n${frame?.line}`;
    };
    for (const { stack, first, now } of buckets) {
      const grown = now.value - first.value;
      byStack.set(stack, (byStack.get(stack) ?? 0) + grown);
      byLine.set(lineOf(stack), (byLine.get(lineOf(stack)) ?? 0) + grown);
    }
    const line = largest(byLine);
    const onLine = new Map([...byStack].filter(([stack]) => lineOf(stack) === line));
    const stack = largest(onLine);
    return { stack, frame: this.#siteOf(stack)?.frame as Frame };
  }
}

/** A site's growth that makes its buckets when they are asked for. */
class GrowthOfSite implements SiteGrowth {
  readonly site: number;
  readonly series: GrowthSeries;
  readonly stack: number;
  readonly frame: Frame;
  readonly deadCopies: number;
  readonly #table: BucketTable;
  readonly #all: BucketsBySite;

  constructor(
    { site, series, stack, frame, deadCopies }: Omit<SiteGrowth, 'buckets'>,
    table: BucketTable,
    all: BucketsBySite,
  ) {
    this.site = site;
    this.series = series;
    this.stack = stack;
    this.frame = frame;
    this.deadCopies = deadCopies;
    this.#table = table;
    this.#all = all;
  }

  buckets(): readonly Bucket[] {
    return Array.from(this.#all.of(this.site), (number) => this.#table.bucket(number));
  }
}

/**
 * The numbers of each site's buckets; what is charged to nobody is left out. One list for all of them, of which each
 * has a part: a list for each would be megabytes of their heads.
 */
class BucketsBySite {
  /** In the order in which they are first met. */
  readonly sites: readonly number[];
  readonly #numbers: Int32Array;
  readonly #ends: Int32Array;

  constructor(siteOfBucket: Int32Array) {
    const count = siteOfBucket.reduce((most, site) => Math.max(most, site + 1), 0);
    const ends = new Int32Array(count + 1);
    const met: number[] = [];
    for (const site of siteOfBucket) {
      if (site === nobody) continue;
      if (ends[site + 1] === 0) met.push(site);
      ends[site + 1] = (ends[site + 1] as number) + 1;
    }
    for (let site = 0; site < count; site++) {
      ends[site + 1] = (ends[site + 1] as number) + (ends[site] as number);
    }
    const numbers = new Int32Array(ends[count] as number);
    const next = ends.slice(0, count);
    for (const [number, site] of siteOfBucket.entries()) {
      if (site === nobody) continue;
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

function movedOf(bucket: Bucket, table: BucketTable): number {
  return (bucket.size / bucket.chance) * table.replaced(bucket, 'first');
}

/**
 * By size class, weighted by growth: what reads into ever larger buffers frees the small ones and may
 * keep the last one.
 */
function freedShare(buckets: readonly Bucket[]): number {
  let grown = 0;
  let freed = 0;
  for (const { first, now } of buckets) {
    const bytes = now.value - first.value;
    const allocated = now.allocated - first.allocated;
    if (bytes <= 0 || allocated <= 0) continue;
    grown += bytes;
    freed += bytes * Math.max(0, 1 - (now.live - first.live) / allocated);
  }
  return grown > 0 ? freed / grown : 0;
}

function largest<K>(values: ReadonlyMap<K, number>): K {
  return [...values].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}

function emptyRow(sites: number): SiteRow {
  const column = () => new Float64Array(sites);
  return {
    values: column(),
    variances: column(),
    steps: column(),
    allocated: column(),
    made: column(),
    freed: column(),
  };
}

function addAt(column: Float64Array, site: number, value: number): void {
  column[site] = (column[site] as number) + value;
}
