/**
 * The probability of each number of pairs out of order, from none to `most`, that the newest `count` values make with all
 * before them and one another, `from` of which came before these, where the order means nothing. Each value's rank among
 * those before it is uniform and independent of the others (Renyi 1962, the theory of records; Kendall 1938), so that
 * the sum's distribution is built up value by value, exactly.
 */
export function chancesOutOfOrder(from: number, count: number, most: number): Float64Array {
  let chances = new Float64Array(most + 1);
  chances[0] = 1;
  for (let before = from; before < from + count; before++) {
    const next = new Float64Array(most + 1);
    let sum = 0;
    for (let m = 0; m <= most; m++) {
      sum += chances[m] as number;
      if (m > before) sum -= chances[m - before - 1] as number;
      // Of what no order can have rounding may leave a trace below nothing.
      next[m] = Math.max(0, sum) / (before + 1);
    }
    chances = next;
  }
  return chances;
}
