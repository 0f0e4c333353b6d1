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
    }
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
  /** From the begin of a round to that of the next one. */
  readonly intervalMs: () => number;
  /**
   * Asks for all that is new since the last round and tells it bit by bit; never called before the one
   * before has ended. An expected failure is part of the answer.
   */
  readonly round: (
    nowMs: number,
    signal: AbortSignal,
    tell: (news: FeedNews) => void,
  ) => Promise<FeedRound>;
};
