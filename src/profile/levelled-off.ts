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
export function hasLevelledOff({
  seconds,
  values,
  stepVariances,
  pseudoVariance,
  stepSize,
}: GrowthSeries): boolean {
  const last = values.length - 1;
  if (last < 3) return false;
  const span = (seconds[last] ?? 0) - (seconds[0] ?? 0);
  const earlyEnd = seconds.findIndex((t) => t - (seconds[0] ?? 0) >= span / 3 - 1e-9);
  const lateStart = seconds.findLastIndex((t) => (seconds[last] ?? 0) - t >= span / 3 - 1e-9);
  const rate = (from: number, to: number) => {
    const time = (seconds[to] ?? 0) - (seconds[from] ?? 0);
    const variance = sum(stepVariances.slice(from + 1, to + 1)) + pseudoVariance;
    return {
      perSecond: ((values[to] ?? 0) - (values[from] ?? 0)) / time,
      variance: variance / time ** 2,
      time,
    };
  };
  const early = rate(0, earlyEnd);
  const late = rate(lateStart, last);
  const behind = stepSize / late.time;
  const error = Math.sqrt(late.variance + lateShare ** 2 * early.variance);
  return late.perSecond + behind + certainty * error < lateShare * early.perSecond;
}
