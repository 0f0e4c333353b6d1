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
  const { seconds } = series;
  const last = seconds.length - 1;
  if (last < 3) return false;
  const span = (seconds[last] ?? 0) - (seconds[0] ?? 0);
  const earlyEnd = seconds.findIndex((t) => t - (seconds[0] ?? 0) >= span / 3 - 1e-9);
  const lateStart = seconds.findLastIndex((t) => (seconds[last] ?? 0) - t >= span / 3 - 1e-9);
  return isFarBelow(rate(series, lateStart, last), rate(series, 0, earlyEnd), series);
}

/**
 * Whether growth has all but ended with the last capture, measured by the mean rate before it: too
 * little to say that it has levelled off, and too much to be sure that it goes on. Less than four values:
 * false.
 */
export function hasStopped(series: GrowthSeries): boolean {
  const last = series.values.length - 1;
  return last >= 3 && isFarBelow(rate(series, last - 1, last), rate(series, 0, last - 1), series);
}

type Rate = { readonly perSecond: number; readonly variance: number; readonly seconds: number };

function isFarBelow(late: Rate, early: Rate, { stepSize }: GrowthSeries): boolean {
  const behind = stepSize / late.seconds;
  const error = Math.sqrt(late.variance + lateShare ** 2 * early.variance);
  return late.perSecond + behind + certainty * error < lateShare * early.perSecond;
}

function rate(series: GrowthSeries, from: number, to: number): Rate {
  const { values, stepVariances, pseudoVariance } = series;
  const seconds = (series.seconds[to] ?? 0) - (series.seconds[from] ?? 0);
  const variance = sum(stepVariances.slice(from + 1, to + 1)) + pseudoVariance;
  const perSecond = ((values[to] ?? 0) - (values[from] ?? 0)) / seconds;
  return { perSecond, variance: variance / seconds ** 2, seconds };
}
