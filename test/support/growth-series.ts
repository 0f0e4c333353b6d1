import type { GrowthSeries } from '../../src/profile/growth-trend.ts';

/** A growth of so much at each capture, one a minute, that is known without an error, of objects of 1 byte each. */
export function growthSeries(
  values: readonly number[],
  but: Partial<GrowthSeries> = {},
): GrowthSeries {
  const none = values.map(() => 0);
  return {
    seconds: values.map((_, i) => i * 60),
    values,
    variances: none,
    stepVariances: none,
    wholeVariance: 0,
    pseudoVariance: 1,
    allocated: null,
    allAllocated: null,
    objects: null,
    moved: 0,
    freedShare: 0,
    stepSize: 0,
    forced: null,
    ...but,
  };
}
