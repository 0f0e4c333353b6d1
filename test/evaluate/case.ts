import type { LifeEnd, Reading } from '../../src/model/reading.ts';
import type { LeakKind } from '../../src/model/verdict.ts';

/** The end of a life, and how long it lasted. */
export type Ended = {
  readonly atMs: number;
  readonly cause: LifeEnd;
  readonly replica: number;
  readonly lastedMs: number;
};

/** What came of playing a service: the readings in the order of time, and when and how lives ended. */
export type Played = {
  readonly readings: readonly Reading[];
  readonly ends: readonly Ended[];
};

/** One labelled service. Times in milliseconds since the epoch. */
export type Case = Played & {
  readonly name: string;
  /** When the leak begins; null: there is none. */
  readonly onsetMs: number | null;
  /** The first kill after it; null: it lived on. */
  readonly oomMs: number | null;
  /** Whether a day of context stood before the leak. */
  readonly context: boolean;
  readonly limitKnown: boolean;
  readonly weeks: number;
  /** What may be said to leak; null: nothing does, or what the page gives cannot tell. */
  readonly leakKinds: readonly LeakKind[] | null;
  /** Whether teeth are there to be named: two kills or crashes and more. */
  readonly sawtooth: boolean;
};

export const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
export const week = 7 * day;
export const mib = 1024 * 1024;
