import { kendallScore, kendallVariance, tieSizes } from '../model/kendall.ts';
import { kendallZ } from './kendall-z.ts';

/** The rank test for a trend: `z` standard normal under no trend, `tau` in −1 to 1. */
export type Trend = { readonly z: number; readonly tau: number; readonly variance: number };

const noTrend: Trend = { z: 0, tau: 0, variance: 0 };

/**
 * Mann-Kendall over `values` in the order of time (Mann 1945; Kendall 1975), z as kendall-z.ts tells it. tau
 * is tau-b with ties among the values, so that a staircase is not punished for its treads. No tie with time
 * is possible. `score`: S, where it is known already.
 */
export function mannKendall(values: Float64Array, score: number = kendallScore(values)): Trend {
  const n = values.length;
  if (n < 3) return noTrend;
  const ties = tieSizes(values);
  const variance = kendallVariance(n, ties);
  const pairs = (n * (n - 1)) / 2;
  const untied = pairs - ties.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  if (untied === 0 || variance <= 0) return noTrend;
  const z = kendallZ(score, n, variance);
  return { z, tau: score / Math.sqrt(pairs * untied), variance };
}
