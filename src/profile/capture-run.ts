import type { Diff, Waiting } from '../model/culprit.ts';
import type { Figures } from '../model/reading.ts';
import type { Rest } from '../model/rest.ts';
import { type Bucket, BucketTable } from './bucket-table.ts';
import { describeWaiting } from './describe-waiting.ts';
import { explainRest } from './explain-rest.ts';
import { nameCulprits } from './name-culprits.ts';
import type { Profile } from './profile.ts';
import type { ProfileColumns } from './profile-columns.ts';
import type { SiteGrowth } from './site-growth.ts';
import { SiteSeries } from './site-series.ts';
import { SiteTable } from './site-table.ts';
import type { StackTable } from './stack-table.ts';
import { type TracedWait, tracedWaits } from './wait-labels.ts';

/** At less than this apart two captures have no order in time. */
const leastStepMs = 1;
/** Captures of which only the order is known stand this far apart. */
const orderStepSeconds = 1;

type Moment = Diff['base'];

/**
 * The captures of one process, taken one by one: what each stack and each site held. `stacks` numbers the stacks of
 * all captures of a comparison, also of those of another process before.
 */
export class CaptureRun {
  readonly columns: ProfileColumns;
  readonly build: string;
  readonly isTrace: boolean;
  base: Moment = { total: 0, atMs: null };
  current: Moment = { total: 0, atMs: null };
  /** Whether it is known of every capture when it was taken. */
  isTimed = true;
  readonly #stacks: StackTable;
  readonly #sites: SiteTable;
  readonly #table: BucketTable;
  readonly #series: SiteSeries;
  /** What the process said of itself with the first and the last capture. */
  #figures: { first: Figures | null; last: Figures | null } = { first: null, last: null };
  #traced: ReadonlyMap<number, TracedWait> = new Map();
  #unordered = false;
  #seconds = 0;

  constructor(stacks: StackTable, columns: ProfileColumns, build: string, traced: boolean) {
    this.columns = columns;
    this.build = build;
    this.isTrace = traced;
    this.#table = new BucketTable(columns);
    this.#stacks = stacks;
    this.#sites = new SiteTable(stacks);
    this.#series = new SiteSeries(columns, this.#sites);
  }

  /** How many count. */
  get captures(): number {
    return this.#series.captures;
  }

  /** What each stack held of each size, at the first and the last of them. */
  get buckets(): Iterable<Bucket> {
    return this.#table;
  }

  /** Adds the next one, its stacks by their numbers; answers what it is to the one before. */
  add(profile: Profile, stacks: Int32Array, atMs: number | null) {
    const succession = this.#table.load(profile, stacks);
    if (succession === 'same-cycle' || succession === 'other-process') return succession;
    const total = this.#table.total();
    if (atMs === null) this.isTimed = false;
    if (succession === 'first') this.base = { total, atMs };
    else this.#seconds += this.#stepSeconds(atMs);
    this.current = { total, atMs };
    const last = profile.figures ?? null;
    this.#figures = { first: succession === 'first' ? last : this.#figures.first, last };
    if (this.columns.unit === 'count') this.#traced = tracedWaits(profile, stacks);
    this.#series.note(this.#table, this.#seconds);
    this.#table.keep();
    return succession;
  }

  /** Who grew. `forced`: whether a collection was forced before each of them; null: nobody knows. */
  name(forced: boolean | null) {
    // A capture of the same cycle may have been loaded since: what counts is what was kept.
    this.#table.restore();
    return nameCulprits(
      this.#series.growths(this.#table, forced),
      this.#sites,
      this.#frames,
      (growth) => (this.columns.unit === 'count' ? this.#waitingOf(growth) : null),
    );
  }

  /** What of the process' growth lies outside of it; null: it does not say. */
  rest(): Rest | null {
    const { first, last } = this.#figures;
    if (first === null || last === null) return null;
    const growth = this.current.total - this.base.total;
    return explainRest(first, last, { unit: this.columns.unit, growth });
  }

  /** What is to be said of their order. */
  warnings(): readonly string[] {
    return this.#unordered
      ? [
          'the captures are not in the order of their times; the order in which they were given was taken',
        ]
      : [];
  }

  #waitingOf(growth: SiteGrowth): Waiting | null {
    const { stack, frame } = growth;
    return describeWaiting(this.#frames(stack), frame, growth.buckets(), this.#sites, this.#traced);
  }

  readonly #frames = (stack: number) => this.#stacks.frames(stack);

  #stepSeconds(atMs: number | null): number {
    const before = this.current.atMs;
    if (atMs === null || before === null) return orderStepSeconds;
    if (atMs - before >= leastStepMs) return (atMs - before) / 1000;
    this.#unordered = true;
    return orderStepSeconds;
  }
}
