import { sum } from './sum.ts';

/** One quantity over the captures, with its sampling error. */
export type GrowthSeries = {
  /** Seconds since the first capture, rising. */
  readonly seconds: readonly number[];
  readonly values: readonly number[];
  /** Sampling variance of each value. */
  readonly variances: readonly number[];
  /** Bound of the sampling variance of each step; `[0]` is unused. */
  readonly stepVariances: readonly number[];
  /** Bound of the sampling variance of last − first. */
  readonly wholeVariance: number;
  /** Variance of one sampled object more or less: without it, what was seen 0 to 2 times looks exact. */
  readonly pseudoVariance: number;
  /** Bytes allocated since the start, at each capture; null where they are not counted. */
  readonly allocated: readonly number[] | null;
  /** The same of the whole process, the site's own included. */
  readonly allAllocated: readonly number[] | null;
  /** Sampled objects that the site made since the start, and freed again, at each capture; null where they are not counted. */
  readonly objects: { readonly made: readonly number[]; readonly freed: readonly number[] } | null;
  /** The most that can have come or gone since the first capture. */
  readonly moved: number;
  /** The part that is freed again of what is allocated where it grows, 0 to 1; 0 where it is not counted. */
  readonly freedShare: number;
  /** How far behind what grows in steps can be; 0 for what grows evenly. */
  readonly stepSize: number;
  /** Whether a collection was forced before each capture (gc=1); null: nobody knows. */
  readonly forced: boolean | null;
};

/** What it has at the last capture more than at the first. */
export function growthOf({ values }: Pick<GrowthSeries, 'values'>): number {
  return (values.at(-1) ?? 0) - (values[0] ?? 0);
}

/** Several quantities as one: their errors are independent. At least one is needed. */
export function sumSeries(all: readonly GrowthSeries[]): GrowthSeries {
  const [first] = all;
  if (first === undefined || all.length === 1) return first as GrowthSeries;
  const added = (of: (series: GrowthSeries) => number) =>
    all.reduce((total, one) => total + of(one), 0);
  // Each list once: a history is made when it is asked for.
  const addedUp = (of: (series: GrowthSeries) => readonly number[]) => {
    const total = first.seconds.map(() => 0);
    for (const one of all) {
      for (const [i, value] of of(one).entries()) total[i] = (total[i] ?? 0) + value;
    }
    return total;
  };
  return {
    seconds: first.seconds,
    values: addedUp(({ values }) => values),
    variances: addedUp(({ variances }) => variances),
    stepVariances: addedUp(({ stepVariances }) => stepVariances),
    wholeVariance: added(({ wholeVariance }) => wholeVariance),
    pseudoVariance: first.pseudoVariance,
    freedShare: Math.min(...all.map(({ freedShare }) => freedShare)),
    allocated: first.allocated === null ? null : addedUp(({ allocated }) => allocated ?? []),
    allAllocated: first.allAllocated,
    objects:
      first.objects === null
        ? null
        : {
            made: addedUp(({ objects }) => objects?.made ?? []),
            freed: addedUp(({ objects }) => objects?.freed ?? []),
          },
    moved: added(({ moved }) => moved),
    stepSize: added(({ stepSize }) => stepSize),
    forced: first.forced,
  };
}

/** A slope per second, with its error by sampling and by the scatter around the line. */
export type Trend = {
  readonly slope: number;
  readonly samplingError: number;
  readonly scatterError: number;
};

/**
 * The slope by weighted least squares, weights 1/variance (Aitken 1935), and its standard error twice:
 * from the sampling, where values are correlated because objects that live on are sampled once for all
 * captures, and from the residuals, which also show what really fluctuates. Needs three values; with
 * fewer the scatter is unknown (Infinity).
 */
export function growthTrend(series: GrowthSeries): Trend {
  const { seconds, values, variances, pseudoVariance } = series;
  const weights = variances.map((variance) => 1 / (variance + pseudoVariance));
  const weight = sum(weights);
  const centre = dot(weights, seconds) / weight;
  const spread = sum(seconds.map((t, i) => (weights[i] as number) * (t - centre) ** 2));
  // slope = Σ factor · value: linear in the values, so its variance is a double sum of covariances.
  const factors = seconds.map((t, i) => ((weights[i] as number) * (t - centre)) / spread);
  const slope = dot(factors, values);
  const mean = dot(weights, values) / weight;
  const squares = values.map(
    (value, i) => (value - mean - slope * ((seconds[i] ?? 0) - centre)) ** 2,
  );
  const scatter = values.length > 2 ? sum(squares) / (values.length - 2) : Number.POSITIVE_INFINITY;
  const span = (seconds.at(-1) ?? 0) - (seconds[0] ?? 0);
  return {
    slope,
    samplingError: Math.sqrt(linearVariance(factors, series) + pseudoVariance / span ** 2),
    scatterError: Math.sqrt(scatter * dot(factors, factors)),
  };
}

/**
 * Variance of Σ factor · value. Between neighbours the covariance is what the variance of their step
 * leaves, Var(a) + Var(b) − Var(b − a) = 2 Cov(a, b); further apart the surviving shares multiply, as
 * for objects that die at random. One pass: `carried` is Σ factor_i · Cov(i, j) over all i < j.
 */
function linearVariance(factors: readonly number[], series: GrowthSeries): number {
  const { variances, stepVariances } = series;
  let total = 0;
  let carried = 0;
  for (const [j, factor] of factors.entries()) {
    const own = variances[j] as number;
    if (j > 0) {
      const before = variances[j - 1] as number;
      const shared = (before + own - (stepVariances[j] as number)) / 2;
      const surviving = before > 0 ? Math.max(0, Math.min(shared, before, own)) / before : 0;
      carried = (carried + (factors[j - 1] as number) * before) * surviving;
    }
    total += factor * factor * own + 2 * factor * carried;
  }
  return Math.max(0, total);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return sum(a.map((value, i) => value * (b[i] as number)));
}
