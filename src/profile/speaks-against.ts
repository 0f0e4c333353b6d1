import { cameAtOnce } from './came-at-once.ts';
import { followsTraffic, passingShare } from './follows-traffic.ts';
import type { GrowthSeries } from './growth-trend.ts';
import { keepsLess } from './keeps-less.ts';
import { hasBegunToFree } from './levelled-off.ts';
import { mannKendallRising } from './mann-kendall.ts';
import { splitsItself } from './map-table.ts';

/** The part of the growth that must have come at once. */
const oneStepShare = 0.9;
/** Errors that growth must exceed where memory passes through: its level goes up and down by itself. */
const passingErrors = 3;
/** The chance at which values in random order rise as much: such a rise is no tide. */
const steadyChance = 0.002;
/** Fewer captures show no shape. */
const leastCaptures = 4;

/** The best estimate of a growth and its sampling error. */
type Estimate = { readonly growth: number; readonly error: number };

/**
 * What speaks against a leak where sampling cannot explain the growth: it is real, and yet not what a leak
 * looks like. Each is a reason to name a suspect and accuse nobody; empty when nothing speaks against it.
 *
 *     ▁▁▁▇▇▇   one step, or ▁▁▃▇▇▇▇: a table that was read, a pool that was opened
 *     ▁▃▅▇▇▇   with as much freed as allocated by now: a cache that has filled up
 *     ▃▂▅▃▄▆   most of it freed again, and no more than a high tide
 *     ▁▂▃▄▅▆   alive, and ▁▂▃▄▅▆ allocated a second: each lives as long as before, there are more of them
 */
export function speaksAgainst(series: GrowthSeries, best: Estimate): readonly string[] {
  const against: string[] = [];
  if (isHighTide(series, best)) {
    against.push(
      `most of what it allocates is freed again, so its level goes up and down by itself, and it grew by less than ${passingErrors} errors`,
    );
  }
  if (series.values.length < leastCaptures) return against;
  const isReplaced = splitsItself(series);
  if (!isReplaced && (hasBegunToFree(series) || keepsLess(series, 'against'))) {
    against.push('it has begun to free what it holds, as a full cache does');
  }
  if (isOneStep(series)) {
    against.push('all its growth came at once, as from something that is set up once');
  }
  if (!isReplaced && followsTraffic(series) !== 'no') {
    against.push('what it holds rises as what it allocates a second, as it would under more load');
  }
  return against;
}

/** What passes through in the end rises all the same, if many captures say so. */
function isHighTide({ values, freedShare }: GrowthSeries, { growth, error }: Estimate): boolean {
  const isSmall = freedShare >= passingShare && growth < passingErrors * error;
  return isSmall && mannKendallRising(values) > steadyChance;
}

/**
 * A container grows by steps all the time, each at most as large as what it held before: it doubles at most.
 * What was nothing and is there at once was set up.
 */
function isOneStep(series: GrowthSeries): boolean {
  const { values, stepSize } = series;
  const start = values[0] ?? 0;
  const growth = (values.at(-1) ?? 0) - start;
  const mayBeContainer = stepSize > 0 && start >= growth;
  if (mayBeContainer || growth <= 0) return false;
  return cameAtOnce(series, oneStepShare);
}

/** The most that one interval between two captures brought. */
export function largestStep(values: readonly number[]): number {
  return values.slice(1).reduce((most, value, i) => Math.max(most, value - (values[i] ?? 0)), 0);
}
