import { probit } from 'simple-statistics';
import { chancesOutOfOrder } from './chances-out-of-order.ts';

/**
 * How surely the newest `count` values rise above all before them and one another: the z of the normal whose upper tail
 * is as probable as ranks so high where the order means nothing, exact for the few values for which Mann and Kendall's
 * normal approximation is none.
 */
export function rankSignificance(values: readonly number[], count: number): number {
  const from = values.length - count;
  let missing = 0;
  for (let i = from; i < values.length; i++) {
    for (let j = 0; j < i; j++) if ((values[j] as number) >= (values[i] as number)) missing++;
  }
  const chances = chancesOutOfOrder(from, count, missing);
  const tail = chances.reduce((total, chance) => total + chance, 0);
  return -probit(Math.min(1, tail));
}
