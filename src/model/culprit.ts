import type { Rest } from './rest.ts';
import type { Interval } from './verdict.ts';

/** How sure a culprit, or a whole diff, is (profile/judge-growth.ts says what each needs). */
export type Confidence = 'confirmed' | 'likely' | 'not-enough-evidence';

/** The confidences in order. */
export const confidenceRank: Readonly<Record<Confidence, number>> = {
  'not-enough-evidence': 0,
  likely: 1,
  confirmed: 2,
};

/** Whose code a frame is. */
export type FrameKind = 'application' | 'third-party' | 'standard-library' | 'runtime';

/** One call on a stack; `inline` when the compiler folded it into its caller. */
export type Frame = {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly inline: boolean;
};

/** What the goroutines wait for that became more. */
export type Waiting = {
  /** In Go's words: `chan receive`, `select`, `sync.Mutex.Lock`; empty: they run, or nobody knows. */
  readonly reason: string;
  /** The application's call at which they wait. */
  readonly at: Frame;
  /** The function that was started as a goroutine. */
  readonly runs: Frame;
  /** The go statement that started them; null: only a trace (debug=2) tells. */
  readonly startedBy: Frame | null;
  /** How many minutes those that are there now have waited, the fewest and the most; null: only a trace tells. */
  readonly minutes: Interval | null;
};

/** The function that is named, with its growth, its share of the growth, how sure it is and its stack. */
export type Culprit = {
  readonly function: string;
  readonly package: string;
  readonly file: string;
  readonly line: number;
  /** Growth over the captures, in the diff's unit, with its 95 % interval. */
  readonly growth: number;
  readonly growthInterval: Interval;
  /**
   * How much of the growth none of its stacks shows, in the same unit: it was inferred (profile/adopt-orphans.ts). Absent:
   * nothing of it, or an older version wrote it.
   */
  readonly inferredGrowth?: number;
  /** Its part of the whole growth, 0 to 1. */
  readonly share: number;
  readonly confidence: Confidence;
  /** Why it is as sure as that and not surer: half a sentence. */
  readonly why: string;
  readonly kind: FrameKind;
  /** The function that allocated, at the leaf. */
  readonly leaf: string;
  /** The stack that grew most, from the leaf to the root. */
  readonly stack: readonly Frame[];
  /** What its goroutines wait for; null for memory. */
  readonly waiting: Waiting | null;
  /** Functions whose container grows along: an inference, never a proof. */
  readonly retainers: readonly { readonly function: string; readonly why: string }[];
};

/** What two or more captures of one life say together: `sawtooth diff --json`. */
export type Diff = {
  /** `inuse_space` for a heap, `goroutine` for a goroutine profile. */
  readonly sampleType: string;
  readonly unit: 'bytes' | 'count';
  /** `atMs` null: when it was taken is not known (a text has no time). */
  readonly base: { readonly total: number; readonly atMs: number | null };
  readonly current: { readonly total: number; readonly atMs: number | null };
  /** How many captures were compared, those of one collection counted once. */
  readonly captures: number;
  readonly growth: number;
  readonly verdict: Confidence;
  /** Best first. Empty when nobody can be accused. */
  readonly culprits: readonly Culprit[];
  readonly top: readonly {
    readonly function: string;
    readonly flat: number;
    readonly cum: number;
  }[];
  /** How much of the process' growth this is, and where the rest is; null: its figures are not known. */
  readonly rest: Rest | null;
  /**
   * Captures that would confirm or clear the first rank; null: nothing more is needed, or captures do not
   * help. How far apart is null where the times of those that are there are not known.
   */
  readonly next: { readonly captures: number; readonly apartSeconds: number | null } | null;
  /** Sentences: what was left out and why, what is missing for more confidence. */
  readonly warnings: readonly string[];
};
