/** Pairs that rise minus pairs that fall: S of Mann (1945) and Kendall (1975). */
export function kendallScore(values: ArrayLike<number>): number {
  let score = 0;
  for (let i = 0; i < values.length; i++) {
    const before = values[i] as number;
    for (let j = i + 1; j < values.length; j++) {
      const after = values[j] as number;
      if (after > before) score++;
      else if (after < before) score--;
    }
  }
  return score;
}

/** How often each value comes, the least value first. */
export function tieSizes(values: ArrayLike<number>): number[] {
  const sorted = new Float64Array(values).sort();
  const sizes: number[] = [];
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    while (to < sorted.length && sorted[to] === sorted[from]) to++;
    sizes.push(to - from);
    from = to;
  }
  return sizes;
}

/**
 * The variance of S when the order is random: (n(n−1)(2n+5) − Σ t(t−1)(2t+5)) / 18 with t the sizes of
 * the ties (Kendall 1975; Gilbert 1987, 16.4).
 */
export function kendallVariance(count: number, ties: readonly number[]): number {
  const spread = (n: number) => n * (n - 1) * (2 * n + 5);
  return (spread(count) - ties.reduce((sum, size) => sum + spread(size), 0)) / 18;
}
