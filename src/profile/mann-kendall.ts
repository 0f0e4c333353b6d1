import { kendallScore, kendallVariance, tieSizes } from '../model/kendall.ts';
import { upperTail } from './normal.ts';
import { sum } from './sum.ts';

/** Above so many values the exact distribution is no better than the normal one (Kendall 1975, ch. 4). */
const exactUpTo = 40;

/**
 * The one-sided Mann-Kendall test for a rising series: the chance that values in random order would
 * rise at least as much (Mann 1945, Kendall 1975). Exact, with ties, up to 40 values: the number of
 * inversions of a multiset in random order is a sum of independent Mann-Whitney counts, one for each
 * group of equal values (Stanley, Enumerative Combinatorics 1, prop. 1.7.1); then the normal
 * approximation with its correction for ties. Fewer than two values: 1.
 */
export function mannKendallRising(values: readonly number[]): number {
  const score = kendallScore(values);
  const groups = tieSizes(values);
  if (values.length > exactUpTo) return approximate(score, groups, values.length);
  let inversions: readonly number[] = [1];
  let before = 0;
  for (const size of groups) {
    inversions = convolve(inversions, mannWhitney(before, size));
    before += size;
  }
  // score = pairs − 2 · inversions, with the pairs that are not tied.
  const most = (inversions.length - 1 - score) / 2;
  return Math.min(1, sum(inversions.slice(0, Math.floor(most) + 1)));
}

/**
 * The distribution of the Mann-Whitney count of m against n in random order: probability of 0 … m·n
 * inversions, by the recurrence over which of the two comes last.
 */
function mannWhitney(m: number, n: number): readonly number[] {
  let row: (readonly number[])[] = Array.from({ length: m + 1 }, () => [1]);
  for (let j = 1; j <= n; j++) {
    const next: (readonly number[])[] = [[1]];
    for (let i = 1; i <= m; i++) {
      const last = new Array<number>(i * j + 1).fill(0);
      addScaled(last, row[i] ?? [], i, j / (i + j));
      addScaled(last, next[i - 1] ?? [], 0, i / (i + j));
      next.push(last);
    }
    row = next;
  }
  return row[m] ?? [1];
}

function addScaled(into: number[], from: readonly number[], shift: number, factor: number): void {
  for (let i = 0; i < from.length; i++) {
    into[i + shift] = (into[i + shift] ?? 0) + (from[i] as number) * factor;
  }
}

function convolve(a: readonly number[], b: readonly number[]): readonly number[] {
  const product = new Array<number>(a.length + b.length - 1).fill(0);
  for (const [shift, factor] of b.entries()) addScaled(product, a, shift, factor);
  return product;
}

function approximate(score: number, groups: readonly number[], count: number): number {
  const variance = kendallVariance(count, groups);
  if (variance <= 0) return 1;
  return upperTail((score - 1) / Math.sqrt(variance));
}
