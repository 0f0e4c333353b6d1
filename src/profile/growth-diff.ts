import type { ProfileKind } from '../model/capture.ts';
import type { Diff, Waiting } from '../model/culprit.ts';
import type { Figures } from '../model/reading.ts';
import type { Rest } from '../model/rest.ts';
import { failure, type Result, success } from '../model/result.ts';
import { type Bucket, BucketTable } from './bucket-table.ts';
import { decodeProfile } from './decode-profile.ts';
import { describeWaiting } from './describe-waiting.ts';
import { explainRest } from './explain-rest.ts';
import { growthTop } from './growth-top.ts';
import { mismatch } from './mismatch.ts';
import { nameCulprits } from './name-culprits.ts';
import type { Profile } from './profile.ts';
import { type ProfileColumns, profileColumns } from './profile-columns.ts';
import { type SiteGrowth, SiteSeries } from './site-growth.ts';
import { SiteTable } from './site-table.ts';
import { StackTable } from './stack-table.ts';
import { isTrace, type TracedWait, tracedWaits } from './wait-labels.ts';

const topCount = 30;
/** At less than this apart two captures have no order in time. */
const leastStepMs = 1;
/** Captures of which only the order is known stand this far apart. */
const orderStepSeconds = 1;

/**
 * Compares the captures of one process and names the function that grows. Captures are added one at a
 * time, oldest first, and not kept, so that hundreds take the memory of one. A capture of the same
 * collection as the one before says nothing new and is dropped; after a restart the comparison begins
 * anew; both are said in the warnings. `sawtooth diff` and the engine both come through here.
 */
export class GrowthDiff {
  readonly #kind: ProfileKind;
  readonly #forced: boolean | null;
  readonly #stacks = new StackTable();
  readonly #warnings = new Set<string>();
  #added = 0;
  #sameCycle = 0;
  #run: Run | null = null;

  /** `forced`: whether a collection was forced before each capture (gc=1); null: nobody knows. */
  constructor(kind: ProfileKind, forced: boolean | null = null) {
    this.#kind = kind;
    this.#forced = forced;
  }

  /**
   * Adds a capture as it came over the wire. A failure (no profile, another kind, another sampling
   * rate) leaves what was added before as it was.
   */
  add(bytes: Uint8Array, atMs: number): Result<void> {
    const decoded = decodeProfile(bytes);
    return decoded.ok ? this.addProfile(decoded.value, atMs) : decoded;
  }

  /** Adds a decoded profile; otherwise as `add`. `atMs` null: when it was taken is not known. */
  addProfile(profile: Profile, atMs: number | null): Result<void> {
    const columns = profileColumns(profile, this.#kind);
    if (!columns.ok) return columns;
    const traced = isTrace(profile);
    const refusal =
      this.#run === null ? null : mismatch(this.#run, { columns: columns.value, isTrace: traced });
    if (refusal !== null) return failure(refusal);
    this.#warnOf(profile, columns.value);
    const stacks = this.#stacks.intern(profile);
    const build = buildOf(profile);
    this.#added++;
    if (this.#run !== null && this.#run.build !== build) {
      this.#restart(`is of another build than the ones before`);
    }
    this.#run ??= new Run(this.#stacks, columns.value, build, traced);
    switch (this.#run.add(profile, stacks, atMs)) {
      case 'other-process':
        this.#restart(
          isBefore(atMs, this.#run.current.atMs)
            ? 'was taken before the one before it and knows less; captures are given oldest first'
            : 'has forgotten allocations that were counted before, so it is of a new process',
        );
        this.#run = new Run(this.#stacks, columns.value, build, traced);
        this.#run.add(profile, stacks, atMs);
        break;
      case 'same-cycle':
        this.#sameCycle++;
        break;
      case 'first':
      case 'later':
        break;
    }
    return success(undefined);
  }

  /** What the captures say together. Fails with fewer than two. */
  diff(): Result<Diff> {
    const run = this.#run;
    if (run === null || this.#added < 2) {
      return failure(`a diff needs two captures or more, got ${this.#added}`);
    }
    // Two captures of one collection tell that none was forced.
    const naming = run.name(this.#forced ?? (this.#sameCycle > 0 ? false : null));
    const { base, current, columns } = run;
    return success({
      sampleType: columns.sampleType,
      unit: columns.unit,
      base,
      current,
      captures: run.captures,
      growth: current.total - base.total,
      verdict: naming.verdict,
      culprits: naming.culprits,
      rest: run.rest(),
      // Without times only the order is known, and a distance would be made up.
      next:
        run.isTimed || naming.next === null ? naming.next : { ...naming.next, apartSeconds: null },
      top: growthTop(run.buckets, (stack) => this.#stacks.frames(stack), topCount),
      warnings: [
        ...this.#warnings,
        ...this.#cycleWarning(),
        ...run.warnings(),
        ...(run.captures > 1 ? naming.warnings : []),
      ],
    });
  }

  #restart(what: string): void {
    const left = this.#run?.captures ?? 0;
    this.#warnings.add(
      `capture ${this.#added} ${what}: the ${left} before it ${left === 1 ? 'is' : 'are'} left out`,
    );
    this.#run = null;
    this.#sameCycle = 0;
  }

  #warnOf(profile: Profile, columns: ProfileColumns): void {
    if (columns.rateGuessed) {
      this.#warnings.add('the profiles do not give their sampling rate: 512 KiB is assumed');
    }
    if (profile.roundedValues > 0) {
      this.#warnings.add('values beyond 2^53 were rounded to the nearest double');
    }
  }

  #cycleWarning(): readonly string[] {
    if (this.#sameCycle === 0) return [];
    const [are, them] = this.#sameCycle === 1 ? ['capture is', 'it'] : ['captures are', 'them'];
    return [
      `${this.#sameCycle} ${are} of the same garbage collection as the one before ${them} and ${are.split(' ')[1]} left out; let the target collect between captures`,
    ];
  }
}

type Moment = Diff['base'];

/** The captures of one process. */
class Run {
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
    this.#sites = new SiteTable(() => stacks.functions());
    this.#series = new SiteSeries(columns, (stack) => this.#sites.of(stack, this.#frames));
  }

  get captures(): number {
    return this.#series.captures;
  }

  get buckets(): Iterable<Bucket> {
    return this.#table;
  }

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

  rest(): Rest | null {
    const { first, last } = this.#figures;
    if (first === null || last === null) return null;
    const growth = this.current.total - this.base.total;
    return explainRest(first, last, { unit: this.columns.unit, growth });
  }

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

function isBefore(atMs: number | null, other: number | null): boolean {
  return atMs !== null && other !== null && atMs < other;
}

/** The build id of the program itself, which is its first mapping; empty where it has none. */
function buildOf(profile: Profile): string {
  return profile.mappings[0]?.buildId ?? '';
}
