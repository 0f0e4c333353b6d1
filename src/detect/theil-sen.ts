import type { Interval } from '../model/verdict.ts';

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
  const slopes = pairSlopes(times, values);
  const count = slopes.length;
  if (count === 0) return { slope: 0, interval: [0, 0] };
  const slope = middle(slopes);
  const spread = z80 * Math.sqrt(variance * widening(times, values, slope));
  const low = slopes[clamp(Math.floor((count - spread) / 2), count)] ?? slope;
  const high = slopes[clamp(Math.ceil((count + spread) / 2), count)] ?? slope;
  return { slope, interval: [low, high] };
}

/** All slopes between two different times, in order. */
function pairSlopes(times: Float64Array, values: Float64Array): Float64Array {
  const n = values.length;
  const slopes = new Float64Array((n * (n - 1)) / 2);
  let count = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const took = (times[j] ?? 0) - (times[i] ?? 0);
      if (took > 0) slopes[count++] = ((values[j] ?? 0) - (values[i] ?? 0)) / took;
    }
  }
  return slopes.subarray(0, count).sort();
}

/** Hundreds of slopes at each close of a bucket: the package's median wants a plain array of them. */
function middle(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? 0)) / 2;
}

function widening(times: Float64Array, values: Float64Array, slope: number): number {
  const residuals = values.map((value, i) => value - slope * (times[i] ?? 0));
  const mean = residuals.reduce((sum, residual) => sum + residual, 0) / residuals.length;
  let together = 0;
  let alone = 0;
  for (let i = 0; i < residuals.length; i++) {
    const now = (residuals[i] ?? 0) - mean;
    alone += now * now;
    if (i > 0) together += now * ((residuals[i - 1] ?? 0) - mean);
  }
  const r = alone === 0 ? 0 : Math.min(0.95, Math.max(0, together / alone));
  return (1 + r) / (1 - r);
}

function clamp(index: number, count: number): number {
  return Math.min(count - 1, Math.max(0, index));
}
