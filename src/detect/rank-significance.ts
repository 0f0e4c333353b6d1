import { probit } from 'simple-statistics';

/**
 * How surely the newest `count` values rise above all before them and one another: the z of the normal whose upper tail
 * is as probable as ranks so high. Each value's rank among those before it is uniform and independent of the others where
 * the order means nothing (Renyi 1962, the theory of records); their sum's distribution is built up value by value, exact
 * for the few values for which Mann and Kendall's normal approximation is none.
 */
export function rankSignificance(values: readonly number[], count: number): number {
  const from = values.length - count;
  let missing = 0;
  for (let i = from; i < values.length; i++) {
    for (let j = 0; j < i; j++) if ((values[j] as number) >= (values[i] as number)) missing++;
  }
  return -probit(Math.min(1, chanceOf(missing, from, count)));
}

/** The probability that at most so many of the earlier values stand above the later ones, summed over these. */
function chanceOf(missing: number, from: number, count: number): number {
  let chances = new Float64Array(missing + 1);
  chances[0] = 1;
  for (let before = from; before < from + count; before++) {
    const next = new Float64Array(missing + 1);
    let sum = 0;
    for (let m = 0; m <= missing; m++) {
      sum += chances[m] as number;
      if (m > before) sum -= chances[m - before - 1] as number;
      next[m] = sum / (before + 1);
    }
    chances = next;
  }
  return chances.reduce((total, chance) => total + chance, 0);
}
