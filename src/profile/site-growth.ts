import type { Frame } from '../model/culprit.ts';
import type { Bucket, BucketTable } from './bucket-table.ts';
import type { GrowthSeries } from './growth-trend.ts';
import { type Container, LargeObjects } from './large-objects.ts';
import type { ProfileColumns } from './profile-columns.ts';
import type { StackSite } from './site-table.ts';
import { sum } from './sum.ts';

/** How one site grew: its series for the judge, and the stacks that made it grow. */
export type SiteGrowth = {
  readonly site: number;
  readonly series: GrowthSeries;
  /** The stack that grew most, and the site's frame on the line that grew most. */
  readonly stack: number;
  readonly frame: Frame;
  /** All that it is summed up from. */
  readonly buckets: readonly Bucket[];
  /** What dead copies of a growing container were left out of the first and the last capture. */
  readonly deadCopies: number;
};

/** What each site held and had allocated at one capture, and the variances of it; by the site's number. */
type Row = {
  readonly values: Float64Array;
  readonly variances: Float64Array;
  readonly steps: Float64Array;
  readonly allocated: Float64Array;
};

/**
 * Sums up buckets by site, capture for capture: what is kept grows with the sites, not the stacks, and is
 * four doubles for each.
 */
export class SiteSeries {
  readonly #siteOf: (stack: number) => StackSite | null;
  readonly #columns: ProfileColumns;
  readonly #rows: Row[] = [];
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
    const sites = table.buckets.map(({ stack }) => this.#siteOf(stack)?.site ?? -1);
    const row = emptyRow(sites.reduce((most, site) => Math.max(most, site + 1), 0));
    let whole = 0;
    for (const [i, bucket] of table.buckets.entries()) {
      const site = sites[i] as number;
      if (site < 0) continue;
      const { now, size, chance } = bucket;
      const allocated = (now.allocated * size) / chance;
      addAt(row.values, site, now.value);
      addAt(row.variances, site, table.levelVariance(bucket, this.#columns));
      addAt(row.steps, site, table.variance(bucket, 'before', this.#columns));
      addAt(row.allocated, site, allocated);
      whole += allocated;
    }
    this.#large.note(table.buckets, this.#seconds.length);
    this.#rows.push(row);
    this.#allocated.push(whole);
    this.#seconds.push(seconds);
  }

  /** The growth of every site that ever held anything. Call after `keep` of the last capture. */
  growths(table: BucketTable, forced: boolean | null): readonly SiteGrowth[] {
    const containers = this.#large.containers(this.captures);
    const counted = this.#columns.allocated >= 0;
    const ofSite = new Map<number, Bucket[]>();
    for (const bucket of table.buckets) {
      const site = this.#siteOf(bucket.stack)?.site;
      if (site === undefined) continue;
      const own = ofSite.get(site);
      if (own === undefined) ofSite.set(site, [bucket]);
      else own.push(bucket);
    }
    return [...ofSite].flatMap(([site, buckets]) => {
      if (!this.#rows.some(({ values }) => (values[site] ?? 0) > 0)) return [];
      const stacks = new Set(buckets.map(({ stack }) => stack));
      const own = [...stacks].flatMap((stack) => containers.get(stack) ?? []);
      const dead = own.length === 0 ? null : this.#deadCopies(own);
      const history = (of: keyof Row) => this.#rows.map((row) => row[of][site] ?? 0);
      const values = history('values');
      const most = this.#grewMost(buckets);
      // Computed when asked for: most sites of a large program do not grow, and are asked for little.
      const series: GrowthSeries = {
        seconds: this.#seconds,
        values: dead === null ? values : values.map((value, i) => value - (dead[i] ?? 0)),
        get variances() {
          return history('variances');
        },
        get stepVariances() {
          return history('steps');
        },
        wholeVariance: sum(buckets.map((bucket) => table.variance(bucket, 'first', this.#columns))),
        pseudoVariance: this.#columns.rateBytes ** 2,
        freedShare: freedShare(buckets),
        moved: sum(
          buckets.map(
            (bucket) =>
              (bucket.size / bucket.chance) * table.replaced(bucket, 'first', this.#columns),
          ),
        ),
        get allocated() {
          return counted ? history('allocated') : null;
        },
        allAllocated: counted ? this.#allocated : null,
        stepSize: sum(own.map(({ stepSize }) => stepSize)),
        forced,
      };
      return [
        { site, series, ...most, buckets, deadCopies: (dead?.[0] ?? 0) + (dead?.at(-1) ?? 0) },
      ];
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

function emptyRow(sites: number): Row {
  const column = () => new Float64Array(sites);
  return { values: column(), variances: column(), steps: column(), allocated: column() };
}

function addAt(column: Float64Array, site: number, value: number): void {
  column[site] = (column[site] as number) + value;
}
