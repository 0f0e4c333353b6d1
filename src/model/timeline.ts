import type { Life } from './life.ts';
import type { EndWitness, LifeEnd } from './reading.ts';
import type { Sample } from './sample.ts';
import type { Signal } from './signal.ts';

/** What a signal did in one stretch of time, in its own unit: its least and its highest value. `atMs` is its end. */
export type TimelinePoint = {
  readonly atMs: number;
  readonly floor: number;
  readonly peak: number;
  /** The highest of what the limit counts; absent: not known, or the signal itself. */
  readonly counted?: number;
};

/** How a life of the target ended. `inferred`: only a fall of the value says that it did; `causeBy`: who says how. */
export type LifeEnding = {
  readonly atMs: number;
  readonly cause: LifeEnd;
  readonly inferred: boolean;
  readonly causeBy?: EndWitness;
};

/** The end of a life, as a timeline has it; null while it runs. */
export function endingOf({ endAtMs, cause, inferred, causeBy }: Life): LifeEnding | null {
  if (endAtMs === null) return null;
  const by = causeBy === undefined ? {} : { causeBy };
  return { atMs: endAtMs, cause: cause ?? 'unknown', inferred, ...by };
}

/** What a chart shows of one target's memory: its signal over all lives, oldest first, at most a few hundred points. */
export type Timeline = {
  /** What its values are of; `value`: of a bare series. */
  readonly signal: Signal | 'value';
  /** What the limit counts, where that is not the signal itself: what the points' `counted` are of. */
  readonly counted?: Signal;
  readonly points: readonly TimelinePoint[];
  /** Ends of lives within the points' span, oldest first. */
  readonly lifeEnds: readonly LifeEnding[];
};

/** The floor of a timeline alone, as samples; none of none. */
export function floorsOf(timeline: Timeline | null | undefined): readonly Sample[] {
  return timeline?.points.map(({ atMs, floor }) => ({ atMs, value: floor })) ?? [];
}

/** When lives of a timeline ended; never where there is none. */
export function lifeEndTimesOf(timeline: Timeline | null | undefined): readonly number[] {
  return timeline?.lifeEnds.map(({ atMs }) => atMs) ?? [];
}
