import type { GrowthSeries } from './growth-trend.ts';
import { sum } from './sum.ts';

/** A late rate below this part of the early one is a plateau: 1 − exp(−t/τ) falls to it within 1.6 τ. */
const lateShare = 1 / 3;
/** Errors by which it must be below. */
const certainty = 2;

/**
 * Whether growth was fast in the first third of the time and has all but ended in the last one: a
 * cache that has filled up, a program that has warmed up. The error is that of sampling; what grows in
 * steps may besides be one step behind.
 *
 *     ▁▄▆▇▇████   levelled off        ▁▂▃▄▅▆▇█   not        ▁▁▃▃▅▅██   not: steps
 *
 * Less than four values: false.
 */
export function hasLevelledOff(series: GrowthSeries): boolean {
  const thirds = firstAndLastThird(series);
  return thirds !== null && isFarBelow(thirds.late, thirds.early, series, certainty);
}

/** How sure one must be that growth slows down before it counts as doubt: one-sided 10 %. */
const slowingErrors = 1.28;
/** And to which part of its rate at the start it must have slowed down. */
const slowedTo = 0.4;
/** The last captures weigh less alone: a leak of few objects often has a quiet moment. */
const lastErrors = 1;

/**
 * Whether growth may have levelled off, for who wants to be sure that it goes on: it slows down over all
 * captures, or the last quarter of them (one of five to seven) stands still by what came before. Less than
 * four values: false.
 *
 * Slowing down is told by when growth came: evenly, its mean time is the middle; as something fills up, it
 * is earlier (the Laplace test, Cox & Lewis 1966, 3.3). A container is larger with each step and says
 * nothing by that.
 */
export function mayHaveLevelledOff(series: GrowthSeries): boolean {
  const last = series.values.length - 1;
  if (last < 3) return false;
  if (series.stepSize === 0 && slowsDown(series)) return true;
  const from = last - Math.max(1, Math.floor(last / 4));
  const errors = series.stepSize === 0 ? lastErrors : 0;
  return isFarBelow(rate(series, from, last), rate(series, 0, from), series, errors);
}

function slowsDown({ seconds, values, stepVariances, pseudoVariance }: GrowthSeries): boolean {
  const start = seconds[0] ?? 0;
  const span = (seconds.at(-1) ?? 0) - start;
  const perSecond = ((values.at(-1) ?? 0) - (values[0] ?? 0)) / span;
  // One rate of error for all steps: by itself a step without growth would seem exact.
  const variance = (sum(stepVariances.slice(1)) + pseudoVariance) / span;
  let moment = 0;
  let spread = 0;
  for (let i = 1; i < values.length; i++) {
    const stepSeconds = (seconds[i] ?? 0) - (seconds[i - 1] ?? 0);
    const fromMiddle = ((seconds[i] ?? 0) + (seconds[i - 1] ?? 0)) / 2 - start - span / 2;
    moment += fromMiddle * ((values[i] ?? 0) - (values[i - 1] ?? 0));
    spread += fromMiddle * fromMiddle * stepSeconds;
  }
  const change = (moment / spread) * (span / 2);
  const isSlower = perSecond + change < slowedTo * (perSecond - change);
  return isSlower && -moment > slowingErrors * Math.sqrt(variance * spread);
}

/**
 * Whether a site that kept what it allocated has begun to free it, as a cache does that is full: of what
 * it allocated in the last quarter of the captures it kept less than half the part that it kept before.
 *
 *     allocated  ▁▂▃▄▅▆▇█      what a leak keeps stays in proportion to what it allocates, whatever the load
 *     alive      ▁▂▃▄▅▅▅▅
 *
 * Says nothing (false) with less than four values, where allocations are not counted, and of what passes
 * through anyway.
 */
export function hasBegunToFree({ values, allocated, pseudoVariance }: GrowthSeries): boolean {
  const last = values.length - 1;
  if (allocated === null || last < 3) return false;
  const from = last - Math.max(1, Math.floor(last / 4));
  const step = (list: readonly number[], a: number, b: number) => (list[b] ?? 0) - (list[a] ?? 0);
  const keptBefore = step(values, 0, from) / step(allocated, 0, from);
  const made = step(allocated, from, last);
  const freed = made - step(values, from, last);
  // Four sampled objects of any size stand for four times the rate or more.
  const enough = freed >= leastFreed * Math.sqrt(pseudoVariance);
  if (!enough || keptBefore < keptShare) return false;
  // Of n sampled objects a part of p is known to within √(p(1 − p)/n).
  const half = keptBefore / 2;
  const error = Math.sqrt((Math.max(0, half * (1 - half)) * Math.sqrt(pseudoVariance)) / made);
  return 1 - freed / made + error < half;
}

/** A site that keeps less is one that memory passes through. */
const keptShare = 0.5;
const leastFreed = 4;

function firstAndLastThird(series: GrowthSeries): { early: Rate; late: Rate } | null {
  const { seconds } = series;
  const last = seconds.length - 1;
  if (last < 3) return null;
  const span = (seconds[last] ?? 0) - (seconds[0] ?? 0);
  const earlyEnd = seconds.findIndex((t) => t - (seconds[0] ?? 0) >= span / 3 - 1e-9);
  const lateStart = seconds.findLastIndex((t) => (seconds[last] ?? 0) - t >= span / 3 - 1e-9);
  return { early: rate(series, 0, earlyEnd), late: rate(series, lateStart, last) };
}

type Rate = { readonly perSecond: number; readonly variance: number; readonly seconds: number };

function isFarBelow(late: Rate, early: Rate, { stepSize }: GrowthSeries, errors: number): boolean {
  const behind = stepSize / late.seconds;
  const error = Math.sqrt(late.variance + lateShare ** 2 * early.variance);
  return late.perSecond + behind + errors * error < lateShare * early.perSecond;
}

function rate(series: GrowthSeries, from: number, to: number): Rate {
  const { values, stepVariances, pseudoVariance } = series;
  const seconds = (series.seconds[to] ?? 0) - (series.seconds[from] ?? 0);
  const variance = sum(stepVariances.slice(from + 1, to + 1)) + pseudoVariance;
  const perSecond = ((values[to] ?? 0) - (values[from] ?? 0)) / seconds;
  return { perSecond, variance: variance / seconds ** 2, seconds };
}
