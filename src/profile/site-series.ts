import type { Bucket, BucketTable } from './bucket-table.ts';
import { BucketsBySite } from './buckets-by-site.ts';
import { type Container, LargeObjects } from './large-objects.ts';
import { isTableSize, splitsTables, tableStep } from './map-table.ts';
import type { ProfileColumns } from './profile-columns.ts';
import { GrowthOfSite, type SharedGrowth, type SiteGrowth } from './site-growth.ts';
import type { SiteFigures, SiteRow } from './site-history.ts';
import type { SiteTable } from './site-table.ts';
import { sum } from './sum.ts';

/** The part of a site's objects that must be tables of a map, for it to be one. */
const mostlyTables = 0.8;

/**
 * Sums up buckets by site, capture for capture: what is kept grows with the sites, not the stacks, and is
 * four doubles for each.
 */
export class SiteSeries {
  readonly #sites: SiteTable;
  readonly #columns: ProfileColumns;
  readonly #rows: SiteRow[] = [];
  readonly #large = new LargeObjects();
  /** Bytes that all sites have allocated, at each capture. */
  readonly #allocated: number[] = [];
  readonly #seconds: number[] = [];

  constructor(columns: ProfileColumns, sites: SiteTable) {
    this.#columns = columns;
    this.#sites = sites;
  }

  /** How many captures were noted. */
  get captures(): number {
    return this.#seconds.length;
  }

  /** Notes the capture that the table has loaded, before `keep`. */
  note(table: BucketTable, seconds: number): void {
    const sites = this.#sitesOf(table);
    const row = emptyRow(countOf(sites));
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
    const sites = this.#sitesOf(table);
    const count = countOf(sites);
    const all = new BucketsBySite(sites);
    const figures = emptyFigures(count);
    const dead = new Map<number, readonly number[]>();
    const shared: SharedGrowth = {
      rows: this.#rows,
      seconds: this.#seconds,
      allAllocated: this.#columns.allocated >= 0 ? this.#allocated : null,
      pseudoVariance: this.#columns.rateBytes ** 2,
      forced,
      figures,
      dead,
      stacks: new Int32Array(count),
      frameOf: (stack) => this.#sites.frameOf(stack),
      bucketsOf: (site) => Array.from(all.of(site), (number) => table.bucket(number)),
    };
    const growths: SiteGrowth[] = [];
    for (const site of all.sites) {
      if (!this.#rows.some(({ values }) => (values[site] ?? 0) > 0)) continue;
      const buckets = shared.bucketsOf(site);
      const stacks = new Set(buckets.map(({ stack }) => stack));
      const own = [...stacks].flatMap((stack) => containers.get(stack) ?? []);
      if (own.length > 0) dead.set(site, this.#deadCopies(own));
      figures.wholeVariance[site] = sum(buckets.map((bucket) => table.variance(bucket, 'first')));
      figures.freedShare[site] = freedShare(buckets);
      figures.moved[site] = sum(buckets.map((bucket) => movedOf(bucket, table)));
      figures.stepSize[site] =
        sum(own.map(({ stepSize }) => stepSize)) + this.#tableStep(site, buckets);
      shared.stacks[site] = this.#grewMost(buckets);
      growths.push(new GrowthOfSite(shared, site));
    }
    return growths;
  }

  /** The site of each bucket, or `noSite`. */
  #sitesOf(table: BucketTable): Int32Array {
    return Int32Array.from({ length: table.count }, (_, number) => {
      return this.#sites.of(table.stackOf(number));
    });
  }

  /** How much a map of many tables grows at a time: hashes spread evenly, so that many are split at once. */
  #tableStep(site: number, buckets: readonly Bucket[]): number {
    const live = sum(buckets.map(({ now }) => now.live));
    const tables = buckets.filter(
      ({ stack, size }) => isTableSize(size) && this.#sites.isLeaf(stack),
    );
    const ofTables = sum(tables.map(({ now }) => now.live));
    if (live === 0 || ofTables < mostlyTables * live || !splitsTables(this.#rows, site)) return 0;
    return tableStep * sum(tables.map(({ now }) => now.value));
  }

  #deadCopies(containers: readonly Container[]): readonly number[] {
    return this.#seconds.map((_, i) => sum(containers.map(({ deadCopies }) => deadCopies[i] ?? 0)));
  }

  /** The stack that grew most on the line that grew most. */
  #grewMost(buckets: readonly Bucket[]): number {
    const byStack = new Map<number, number>();
    const byLine = new Map<string, number>();
    for (const { stack, first, now } of buckets) {
      const grown = now.value - first.value;
      byStack.set(stack, (byStack.get(stack) ?? 0) + grown);
      const line = this.#sites.lineOf(stack);
      byLine.set(line, (byLine.get(line) ?? 0) + grown);
    }
    if (byStack.size === 1) return largest(byStack);
    const line = largest(byLine);
    return largest(new Map([...byStack].filter(([stack]) => this.#sites.lineOf(stack) === line)));
  }
}

/** One more than the highest number of a site. */
function countOf(sites: Int32Array): number {
  return sites.reduce((most, site) => Math.max(most, site + 1), 0);
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

function emptyFigures(sites: number): SiteFigures {
  const column = () => new Float64Array(sites);
  return { wholeVariance: column(), freedShare: column(), moved: column(), stepSize: column() };
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
