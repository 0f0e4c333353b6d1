/** The rank test for a trend: `z` standard normal under no trend, `tau` in −1 to 1. */
export type Trend = { readonly z: number; readonly tau: number; readonly variance: number };

/**
 * Mann-Kendall over `values` in the order of time. S = Σ sign(xj − xi) over pairs i < j,
 * Var S = (n(n−1)(2n+5) − Σ t(t−1)(2t+5)) / 18 with t the sizes of ties, z with the continuity
 * correction (Mann 1945; Kendall 1975; Gilbert 1987, 16.4). tau is tau-b with ties among the values,
 * so that a staircase is not punished for its treads. No tie with time is possible.
 */
export function mannKendall(values: Float64Array): Trend {
  const n = values.length;
  const pairs = (n * (n - 1)) / 2;
  if (n < 3) return { z: 0, tau: 0, variance: 0 };
  const s = signSum(values);
  const { variance, tiedPairs } = ties(values);
  const untied = pairs - tiedPairs;
  if (untied === 0 || variance <= 0) return { z: 0, tau: 0, variance: 0 };
  const z = (s - Math.sign(s)) / Math.sqrt(variance);
  return { z, tau: s / Math.sqrt(pairs * untied), variance };
}

function signSum(values: Float64Array): number {
  let s = 0;
  for (let i = 0; i < values.length; i++) {
    const before = values[i] ?? 0;
    for (let j = i + 1; j < values.length; j++) {
      const after = values[j] ?? 0;
      if (after > before) s++;
      else if (after < before) s--;
    }
  }
  return s;
}

function ties(values: Float64Array): { variance: number; tiedPairs: number } {
  const n = values.length;
  const sorted = values.toSorted();
  let sum = n * (n - 1) * (2 * n + 5);
  let tiedPairs = 0;
  for (let i = 0; i < n; ) {
    let j = i + 1;
    while (j < n && sorted[j] === sorted[i]) j++;
    const t = j - i;
    sum -= t * (t - 1) * (2 * t + 5);
    tiedPairs += (t * (t - 1)) / 2;
    i = j;
  }
  return { variance: sum / 18, tiedPairs };
}
