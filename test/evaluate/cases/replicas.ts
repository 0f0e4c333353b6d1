import { day } from '../case.ts';
import { type Family, ladder, leak, stepFor } from './recipe.ts';

/** Several processes of one service: detection.md 8 (replicas) and RESIN's component first (2.1). */
export const replicas: Family = {
  // One of many gets the poisoned tenant or the stuck client.
  'leak-in-one-replica': (dice) => {
    const count = Math.round(dice.between(3, 6));
    const bad = Math.floor(dice.between(0, count));
    const fills = dice.pick(ladder.slice(1, 4)) * dice.between(0.8, 1.25);
    const onset = dice.between(1, 2) * day;
    const stepMs = Math.max(60_000 * 2, stepFor(dice, (onset + fills) * 2.5, fills));
    return leak(dice, {
      ...{ fills, onset },
      shape: (share, { replica }) => (replica === bad ? share : 0),
      world: { replicas: () => count, stepMs },
    });
  },
  // All of them, each at a pace of its own.
  'leak-in-all-replicas': (dice) => {
    const count = Math.round(dice.between(2, 5));
    const paces = Array.from({ length: count }, () => dice.between(0.6, 1));
    const fills = dice.pick(ladder.slice(1, 4)) * dice.between(0.8, 1.25);
    const onset = dice.pick([0, 1.5 * day]);
    const stepMs = Math.max(60_000 * 2, stepFor(dice, (onset + fills) * 2.5, fills));
    return leak(dice, {
      ...{ fills, onset },
      shape: (share, { replica }) => share * (paces[replica] ?? 1),
      world: { replicas: () => count, stepMs },
    });
  },
};
