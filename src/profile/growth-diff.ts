import type { ProfileKind } from '../model/capture.ts';
import type { Diff } from '../model/culprit.ts';
import { failure, type Result, success } from '../model/result.ts';
import { rowName } from '../model/row-name.ts';
import { CaptureRun } from './capture-run.ts';
import { decodePieces } from './decode-pieces.ts';
import { decodeProfile } from './decode-profile.ts';
import { decodeUnzipped } from './decode-unzipped.ts';
import { discard, discardProfile } from './discard.ts';
import { growthTop } from './growth-top.ts';
import { mismatch } from './mismatch.ts';
import type { Profile } from './profile.ts';
import { type ProfileColumns, profileColumns } from './profile-columns.ts';
import { StackTable } from './stack-table.ts';
import { limitOf, unzip } from './unzip.ts';
import { isTrace } from './wait-labels.ts';

const topCount = 30;

type Unpacked = { readonly used: number; readonly most: number };

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
  #unpacked: Unpacked | null = null;
  #run: CaptureRun | null = null;

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

  /** The same of bytes that nobody else needs: they are gone afterwards, and so is all that was made of them. */
  take(bytes: Uint8Array, atMs: number): Result<void> {
    const most = limitOf(bytes);
    const raw = unzip(bytes);
    if (!raw.ok) return raw;
    this.#noteUnpacked(raw.value.length, most);
    if (raw.value !== bytes) discard(bytes);
    const decoded = decodeUnzipped(raw.value, 'written');
    return decoded.ok ? this.#take(decoded.value, atMs) : decoded;
  }

  /**
   * The same of `length` bytes that come in pieces, each good until the next is asked for: they are never there as a
   * whole. null: `take`, which has them so, is to say what they are.
   */
  async takePieces(
    pieces: AsyncIterable<Uint8Array>,
    length: number,
    atMs: number,
  ): Promise<Result<void> | null> {
    const read = await decodePieces(pieces, length);
    if (read === null) return null;
    const { profile, unpacked } = read;
    this.#noteUnpacked(unpacked.used, unpacked.most);
    return this.#take(profile, atMs);
  }

  #take(profile: Profile, atMs: number): Result<void> {
    const { strings, stacks } = profile;
    const added = this.#add(profile, atMs, {
      named: () => {
        // Of labels there are few texts; once decoded they need no bytes.
        for (const list of [stacks.labelKeys, stacks.labelTexts]) {
          for (const index of list) strings.get(index);
        }
        discard(strings.bytes);
      },
      known: () => discard(stacks.locations),
    });
    discardProfile(profile);
    return added;
  }

  /** Of the captures that were taken the one that came nearest to what it may unpack to, in bytes; null: none was. */
  get unpacked(): Unpacked | null {
    return this.#unpacked;
  }

  #noteUnpacked(used: number, most: number): void {
    const known = this.#unpacked;
    if (known === null || used / most > known.used / known.most) this.#unpacked = { used, most };
  }

  /** Adds a decoded profile; otherwise as `add`. `atMs` null: when it was taken is not known. */
  addProfile(profile: Profile, atMs: number | null): Result<void> {
    return this.#add(profile, atMs, { named: () => undefined, known: () => undefined });
  }

  /**
   * `named`: called when nothing is asked any more of the names of its places; `known`: when its stacks have numbers, and
   * nothing is asked any more of where they run through.
   */
  #add(
    profile: Profile,
    atMs: number | null,
    { named, known }: { readonly named: () => void; readonly known: () => void },
  ): Result<void> {
    const columns = profileColumns(profile, this.#kind);
    if (!columns.ok) return columns;
    const traced = isTrace(profile);
    const refusal =
      this.#run === null ? null : mismatch(this.#run, { columns: columns.value, isTrace: traced });
    if (refusal !== null) return failure(refusal);
    this.#warnOf(profile, columns.value);
    const stacks = this.#stacks.intern(profile, named);
    known();
    const build = buildOf(profile);
    this.#added++;
    if (this.#run !== null && this.#run.build !== build) {
      this.#restart(`is of another build than the ones before`);
    }
    this.#run ??= new CaptureRun(this.#stacks, columns.value, build, traced);
    switch (this.#run.add(profile, stacks, atMs)) {
      case 'other-process':
        this.#restart(
          isBefore(atMs, this.#run.current.atMs)
            ? 'was taken before the one before it and knows less; captures are given oldest first'
            : 'has forgotten allocations that were counted before, so it is of a new process',
        );
        this.#run = new CaptureRun(this.#stacks, columns.value, build, traced);
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
      top: growthTop(run.buckets, this.#stacks, topCount, naming.culprits.map(rowName)),
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

function isBefore(atMs: number | null, other: number | null): boolean {
  return atMs !== null && other !== null && atMs < other;
}

/** The build id of the program itself, which is its first mapping; empty where it has none. */
function buildOf(profile: Profile): string {
  return profile.mappings[0]?.buildId ?? '';
}
