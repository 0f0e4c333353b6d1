import type { Frame } from '../model/culprit.ts';
import type { Bucket, BucketTable } from './bucket-table.ts';
import type { GrowthSeries } from './growth-trend.ts';
import { LargeObjects } from './large-objects.ts';
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

type Sums = { values: number[]; variances: number[]; steps: number[]; allocated: number[] };

/** Sums up buckets by site, capture for capture: what is kept grows with the sites, not the stacks. */
export class SiteSeries {
  readonly #siteOf: (stack: number) => StackSite | null;
  readonly #columns: ProfileColumns;
  readonly #sums: (Sums | undefined)[] = [];
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
    const capture = this.#seconds.length;
    for (const bucket of table.buckets) {
      const found = this.#siteOf(bucket.stack);
      if (found === null) continue;
      const sums = this.#sums[found.site] ?? {
        values: [],
        variances: [],
        steps: [],
        allocated: [],
      };
      this.#sums[found.site] = sums;
      addAt(sums.values, capture, bucket.now.value);
      addAt(sums.variances, capture, table.levelVariance(bucket, this.#columns));
      const allocated = (bucket.now.allocated * bucket.size) / bucket.chance;
      addAt(sums.allocated, capture, allocated);
      addAt(this.#allocated, capture, allocated);
      addAt(sums.steps, capture, table.variance(bucket, 'before', this.#columns));
    }
    this.#large.note(table.buckets, capture);
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
      const sums = this.#sums[site];
      if (sums === undefined || !sums.values.some((value) => value > 0)) return [];
      const stacks = new Set(buckets.map(({ stack }) => stack));
      const own = [...stacks].flatMap((stack) => containers.get(stack) ?? []);
      const dead = this.#seconds.map((_, i) =>
        sum(own.map(({ deadCopies }) => deadCopies[i] ?? 0)),
      );
      const most = this.#grewMost(buckets);
      const series = {
        seconds: this.#seconds,
        values: dead.map((bytes, i) => (sums.values[i] ?? 0) - bytes),
        variances: dead.map((_, i) => sums.variances[i] ?? 0),
        stepVariances: dead.map((_, i) => sums.steps[i] ?? 0),
        wholeVariance: sum(buckets.map((bucket) => table.variance(bucket, 'first', this.#columns))),
        pseudoVariance: this.#columns.rateBytes ** 2,
        freedShare: freedShare(buckets),
        moved: sum(
          buckets.map(
            (bucket) =>
              (bucket.size / bucket.chance) * table.replaced(bucket, 'first', this.#columns),
          ),
        ),
        allocated: counted ? dead.map((_, i) => sums.allocated[i] ?? 0) : null,
        elsewhere: counted
          ? dead.map((_, i) => (this.#allocated[i] ?? 0) - (sums.allocated[i] ?? 0))
          : null,
        stepSize: sum(own.map(({ stepSize }) => stepSize)),
        forced,
      };
      return [{ site, series, ...most, buckets, deadCopies: (dead[0] ?? 0) + (dead.at(-1) ?? 0) }];
    });
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

function addAt(list: number[], index: number, value: number): void {
  while (list.length <= index) list.push(0);
  list[index] = (list[index] as number) + value;
}
