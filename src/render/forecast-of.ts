import type { Timeline } from '../model/timeline.ts';
import type { Verdict } from '../model/verdict.ts';
import { memoryLimit } from './memory-limit.ts';

/** A place in a chart: a time, and a value in the signal's unit. */
export type Spot = { readonly atMs: number; readonly value: number };

/** A straight line between two of them. */
export type Stroke = { readonly from: Spot; readonly to: Spot };

/** What a chart draws of a verdict's numbers over the timeline of its target. */
export type Forecast = {
  /** The leak rate, through the newest floor and back over the running life. */
  readonly ramp: Stroke;
  /**
   * On to the limit, or on at the leak rate where there is none: as expected, and the two edges of the 80 % interval.
   * All begin at the newest height of what the limit counts (of the signal where there is no limit) and end at `untilMs`, or at the limit where they meet it before.
   */
  readonly expected: Stroke;
  readonly early: Stroke;
  readonly late: Stroke;
  /** In the signal's unit; null: there is none that it could meet. */
  readonly limit: number | null;
  /** Where the chart ends. */
  readonly untilMs: number;
};

/** Where the late edge has no end the view goes this far beyond what is expected. */
const beyondExpected = 1.5;

/**
 * The ramp line and the cone of the forecast; null for a verdict that rises by nothing, or without two points.
 *
 *   limit ─┼─ ─ ─ ─ ─ ─ ╱─ ╱─ ─╱
 *          │          ╱▒▒╱▒▒╱
 *          │       ╱·▒▒▒▒╱        ╱· ramp, ▒ cone: a straight line to the limit at each time of the interval,
 *          │   ╱·  now            since what is left and how long it takes are all that a verdict says
 */
export function forecastOf(verdict: Verdict, timeline: Timeline): Forecast | null {
  const { leakRatePerSecond: rate, floor, value } = verdict;
  const first = timeline.points[0];
  if (rate === null || rate <= 0 || floor === null || first === undefined) return null;
  if (timeline.signal !== verdict.signal || first.atMs >= verdict.atMs) return null;
  const height = verdict.counted?.value ?? value ?? floor;
  const limit = limitAhead(verdict, height);
  const now = { atMs: verdict.atMs, value: limit === null ? (value ?? floor) : height };
  const [expected, early, late] = limit === null ? ratesOf(verdict, rate) : timesOf(verdict);
  const seen = now.atMs - first.atMs;
  const farMs = limit === null ? seen / 4 : 1000 * Math.min(late, beyondExpected * expected);
  const untilMs = now.atMs + Math.min(farMs, seen);
  const stroke = (by: number): Stroke => ({
    from: now,
    to:
      limit === null
        ? { atMs: untilMs, value: now.value + by * ((untilMs - now.atMs) / 1000) }
        : towards(now, { atMs: now.atMs + 1000 * by, value: limit }, untilMs),
  });
  return {
    ramp: rampOf({ atMs: now.atMs, value: floor }, rate, timeline),
    expected: stroke(expected),
    early: stroke(early),
    late: stroke(late),
    limit,
    untilMs,
  };
}

/** One that is passed is no more ahead. */
function limitAhead(verdict: Verdict, value: number): number | null {
  const limit = memoryLimit(verdict, verdict.signal);
  return limit === null || verdict.timeToLimitSeconds === null || limit <= value ? null : limit;
}

type Three = readonly [expected: number, early: number, late: number];

/** Seconds to the limit; the interval of a record may have lost an end that was without bound. */
function timesOf({ timeToLimitSeconds, timeToLimitInterval }: Verdict): Three {
  const expected = timeToLimitSeconds ?? Number.MAX_VALUE;
  const [early, late] = timeToLimitInterval ?? [expected, expected];
  return [expected, early ?? expected, late ?? Number.MAX_VALUE];
}

function ratesOf({ leakRateInterval }: Verdict, rate: number): Three {
  const [low, high] = leakRateInterval ?? [rate, rate];
  return [rate, high, low];
}

/** The way to a spot, as far as `untilMs`. */
function towards(from: Spot, to: Spot, untilMs: number): Spot {
  if (to.atMs <= untilMs) return to;
  const part = (untilMs - from.atMs) / (to.atMs - from.atMs);
  return { atMs: untilMs, value: from.value + part * (to.value - from.value) };
}

/** Back to where the running life began, but not below what it ever had. */
function rampOf(to: Spot, rate: number, { points, lifeEnds }: Timeline): Stroke {
  const bornMs = lifeEnds.findLast(({ atMs }) => atMs < to.atMs)?.atMs ?? Number.NEGATIVE_INFINITY;
  const own = points.filter(({ atMs }) => atMs > bornMs && atMs <= to.atMs);
  const least = Math.min(to.value, ...own.map(({ floor }) => floor));
  const longestMs = (1000 * (to.value - least)) / rate;
  const fromMs = Math.max(own[0]?.atMs ?? to.atMs, to.atMs - longestMs);
  return {
    from: { atMs: fromMs, value: to.value - (rate * (to.atMs - fromMs)) / 1000 },
    to,
  };
}
