import type { Interval } from '../model/verdict.ts';
import { constants } from './constants.ts';
import { select } from './select.ts';

/** A robust slope in value per unit of time, with its two-sided interval. */
export type Slope = { readonly slope: number; readonly interval: Interval };

/** The 0.9 quantile of the standard normal (Abramowitz and Stegun, table 26.5): two sides of it are 80 %. */
const z80 = 1.2816;

/**
 * The median of the slopes of all pairs (Theil 1950; Sen 1968). The interval comes from order
 * statistics, ranks (N ± z √Var S)/2 (Hollander and Wolfe 1999, 9.3). Var S is widened by
 * (1 + r)/(1 − r) with r the lag-one correlation of the residuals, at least 1: floors that follow one
 * another are no independent witnesses (Hamed and Rao 1998, reduced to an AR(1)).
 */
export function theilSen(times: Float64Array, values: Float64Array, variance: number): Slope {
  const count = pairSlopes(times, values);
  if (count === 0) return { slope: 0, interval: [0, 0] };
  const slope = middle(count);
  const spread = z80 * Math.sqrt(variance * widening(times, values, slope));
  const rank = (at: number) => select(slopes, count, clamp(at, count));
  const interval: Interval = [
    rank(Math.floor((count - spread) / 2)),
    rank(Math.ceil((count + spread) / 2)),
  ];
  return { slope, interval };
}

/** Room for the slopes of all pairs of the longest window: it is filled anew for each. */
const slopes = new Float64Array((constants.tierLength * (constants.tierLength - 1)) / 2);

/** Writes all slopes between two different times down; answers how many. */
function pairSlopes(times: Float64Array, values: Float64Array): number {
  const n = values.length;
  let count = 0;
  for (let i = 0; i < n; i++) {
    const time = times[i] as number;
    const value = values[i] as number;
    for (let j = i + 1; j < n; j++) {
      const took = (times[j] as number) - time;
      if (took > 0) slopes[count++] = ((values[j] as number) - value) / took;
    }
  }
  return count;
}

function middle(count: number): number {
  const half = count >> 1;
  const upper = select(slopes, count, half);
  return count % 2 === 1 ? upper : (upper + select(slopes, count, half - 1)) / 2;
}

function widening(times: Float64Array, values: Float64Array, slope: number): number {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += ((values[i] as number) - slope * (times[i] as number)) / n;
  let [together, alone, before] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const now = (values[i] as number) - slope * (times[i] as number) - mean;
    alone += now * now;
    together += now * before;
    before = now;
  }
  const r = alone === 0 ? 0 : Math.min(0.95, Math.max(0, together / alone));
  return (1 + r) / (1 - r);
}

function clamp(index: number, count: number): number {
  return Math.min(count - 1, Math.max(0, index));
}
