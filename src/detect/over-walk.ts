/**
 * How far the mean step of a rise stands above what a walk without aim brings: mean of the first differences
 * times √n over their long-run standard deviation (the trend statistic of Harvey, Leybourne and Taylor 2007,
 * J. Econometrics 141, for what has a unit root; the variance by Newey and West 1987, up to √n lags). About
 * normal for a random walk however far it went, while Mann and Kendall's z grows with the length of its excursion.
 * At most 100, which is also what an exact line has.
 */
export function overWalk(values: Float64Array): number {
  const n = values.length - 1;
  const mean = ((values[n] ?? 0) - (values[0] ?? 0)) / n;
  const lags = Math.floor(Math.sqrt(n));
  let variance = 0;
  for (let lag = 0; lag <= lags; lag++) {
    let sum = 0;
    for (let i = lag; i < n; i++) sum += (step(values, i) - mean) * (step(values, i - lag) - mean);
    variance += ((lag === 0 ? 1 : 2) * (1 - lag / (lags + 1)) * sum) / n;
  }
  const least = (mean * mean * n) / most ** 2;
  return (mean * Math.sqrt(n)) / Math.sqrt(Math.max(variance, least)) || 0;
}

const most = 100;

function step(values: Float64Array, i: number): number {
  return (values[i + 1] ?? 0) - (values[i] ?? 0);
}
