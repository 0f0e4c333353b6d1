import { kendallVariance } from '../model/kendall.ts';
import { chancesOutOfOrder } from './chances-out-of-order.ts';
import { constants } from './constants.ts';

/**
 * The z of the normal whose upper tail is as probable as a Kendall score S that high where the order of `count` values
 * means nothing. Exact without ties: the number of pairs out of order is a sum of independent uniform ones (Kendall 1938;
 * Best and Gipps 1974, AS 71). The normal approximation falls far short where few values are in order: of ten in a row
 * one order in 3.6 million is as good, z = 5.0, and it says 3.9. With ties, whose `variance` is less, S is taken for the
 * one that lies as many standard deviations from 0 without them. Beyond what is tabled, the approximation with the
 * continuity correction (Gilbert 1987, 16.4).
 */
export function kendallZ(score: number, count: number, variance: number): number {
  const z = (score - Math.sign(score)) / Math.sqrt(variance);
  if (z < leastZ || count < leastCount || count > mostCount) return z;
  const table = tableFor(count);
  const pairs = (count * (count - 1)) / 2;
  const untied = 1 + z * Math.sqrt(kendallVariance(count, []));
  const amiss = Math.max(0, (pairs - untied) / 2);
  const low = Math.floor(amiss);
  const [above, below] = [table[low], table[low + 1]];
  if (above === undefined || below === undefined) return z;
  return above + (amiss - low) * (below - above);
}

/** Nearer to the middle the approximation is good to a hundredth. */
const leastZ = 1.5;
/**
 * Of fewer floors, not two in each of six blocks, nobody sees the form: a warm-up may still be a line. There the
 * approximation stays, which says less than the order does.
 */
const leastCount = 12;
/** What a window holds at most. */
const mostCount = constants.tierLength;

const tables = new Map<number, Float64Array>();

/** z for each number of pairs out of order, from none on. */
function tableFor(count: number): Float64Array {
  const known = tables.get(count);
  if (known !== undefined) return known;
  const pairs = (count * (count - 1)) / 2;
  const chances = chancesOutOfOrder(0, count, Math.floor(pairs / 2));
  let tail = 0;
  const table = chances.map((chance) => {
    tail += chance;
    return upperZ(tail);
  });
  tables.set(count, table);
  return table;
}

/** The normal quantile of an upper tail, by Mills' ratio; good to 0.01 from 1.5 on, to 0.001 from 3 on. */
function upperZ(tail: number): number {
  if (tail >= 0.2) return 0.8;
  const logTail = Math.log(tail);
  let z = Math.sqrt(-2 * logTail);
  for (let i = 0; i < 40; i++) {
    // Mills 1926 by Laplace's continued fraction.
    let ratio = z;
    for (let k = 30; k > 0; k--) ratio = z + k / ratio;
    z = Math.sqrt(Math.max(0.25, -2 * (logTail + Math.log(ratio) + 0.5 * Math.log(2 * Math.PI))));
  }
  return z;
}
