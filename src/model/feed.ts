import type { Labels } from './labels.ts';
import type { Reading } from './reading.ts';
import type { Target } from './target.ts';

/** One reading of one target of a feed. */
export type FeedReading = { readonly target: Target; readonly reading: Reading };

/** A process that a metrics store knows, before it is a target. */
export type FoundProcess = {
  /** What tells it from the others of its workload. */
  readonly name: string;
  readonly workload: string;
  /** What its series say of where it is: namespace, pod, container, node, and what makes its workload. */
  readonly labels: Labels;
  /** Where its own page is, or its pod: `10.0.0.3:8080`, `10.0.0.3`; null: nobody says. */
  readonly address: string | null;
};

/**
 * Up to where a feed has read a workload, to be saved with what its readings came to. `saved` is plain data of the
 * feed's own, which JSON gives back unchanged, as it is when it is called. `key`: another one reads other samples.
 */
export type FeedPlace = { readonly key: string; readonly saved: () => unknown };

/**
 * Asks for what an earlier process saved of a workload. Where there is something under that `key`, `goOn` is called
 * with the place that was saved and answers whether the feed reads on from there; only then is the rest of it gone on
 * with.
 */
export type RecallPlace = (
  workload: string,
  key: string,
  goOn: (saved: unknown) => boolean,
) => void;

/** What a feed has to tell in a round. */
export type FeedNews =
  /**
   * Readings of one workload, in the order of time. `upToDate`: nothing newer can be had now; until then
   * they are the past, of which only what still holds is worth an alert. Readings from before `judgeFromMs` are
   * remembered and not judged one by one.
   */
  | {
      readonly kind: 'readings';
      readonly workload: string;
      readonly readings: readonly FeedReading[];
      readonly upToDate: boolean;
      readonly judgeFromMs: number;
      readonly place: FeedPlace;
    }
  /** Processes that an earlier process heard of until lately: what came of them since is read next. */
  | { readonly kind: 'known'; readonly targets: readonly Target[] }
  /** Targets that are there no more, by id. */
  | { readonly kind: 'gone'; readonly targetIds: readonly string[] }
  /** Something that a person should know and that stops nothing; told once. */
  | { readonly kind: 'warning'; readonly text: string };

/** How a round went. */
export type FeedRound = {
  /** Time series that were read. */
  readonly series: number;
  /** Time series that were found and are left out, since there are too many. */
  readonly seriesLeftOut: number;
  /** What was asked for and how, for people. */
  readonly what: string;
  /** Why some or all of it could not be read: a sentence; null: nothing failed. */
  readonly failed: string | null;
  /** The workloads that it concerns; null: all. */
  readonly failedWorkloads: ReadonlySet<string> | null;
};

/** A source that finds its targets itself and brings their readings in rounds: a metrics store. */
export type Feed = {
  /** The same after a reload that does not concern it. */
  readonly id: string;
  /** What it is called in events: the job and its server. */
  readonly name: string;
  /** More series than that it does not follow. */
  readonly maxSeries: number;
  /** From the begin of a round to that of the next one. */
  readonly intervalMs: () => number;
  /**
   * Asks for all that is new since the last round and tells it bit by bit; never called before the one
   * before has ended. An expected failure is part of the answer. Of a workload that is new to it the past is read, or
   * what came since the place that `recall` knows.
   */
  readonly round: (
    nowMs: number,
    signal: AbortSignal,
    tell: (news: FeedNews) => void,
    recall?: RecallPlace,
  ) => Promise<FeedRound>;
};
