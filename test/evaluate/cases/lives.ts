import { day, hour, minute } from '../case.ts';
import type { Dice } from '../dice.ts';
import { type Drawn, type Family, leak, noiseOf, stepFor } from './recipe.ts';

const backOff = (deaths: number) => Math.min(5 * minute, 10_000 * 2 ** deaths);

/** Teeth: a life after the other that fills up and is killed. */
function teeth(dice: Dice, period: number, about: { readonly crash?: boolean } = {}): Drawn {
  const lives = dice.between(3.5, 6);
  const known = dice.pick(['all', 'start', 'restarts', 'none'] as const);
  const at = dice.between(0.8, 0.95);
  return leak(dice, {
    ...{ fills: period, onset: 0, lives, ratio: dice.between(2.5, 8) },
    world: {
      stepMs: stepFor(dice, period * lives, period * 0.9),
      startKnown: known === 'all' || known === 'start',
      restartsKnown: known === 'all' || known === 'restarts',
      exitKnown: known === 'all',
      backOffMs: dice.chance(0.5) ? backOff : () => 15_000,
      noise: noiseOf(dice, { spikes: { perDay: 0, height: 0, lastsMs: 0 } }),
      ...(about.crash === true
        ? { crashAge: (_: number, next: () => number) => period * at * (0.9 + 0.2 * next()) }
        : {}),
    },
  });
}

/** Leaks over several lives: detection.md 4 and 8b (restarts every 15-20 min up to weeks). */
export const lives: Family = {
  // The kernel kills it at the limit every few hours or days.
  'teeth-oom': (dice) => teeth(dice, dice.around(3 * hour, 7 * day)),
  // The fast loop: full in a quarter of an hour, started again ever later (8b; Coroot: out of scope).
  'teeth-fast': (dice) => teeth(dice, dice.around(15 * minute, 2 * hour)),
  // It dies by itself before the limit: a panic, a failed probe, an allocation that is refused.
  'teeth-crash': (dice) => teeth(dice, dice.around(hour, 3 * day), { crash: true }),
  // Deployed before it is ever full: the commonest hidden leak (section 4: a deploy is censoring).
  'leak-under-deploys': (dice) => {
    const every = dice.around(0.5, 3) * day;
    const fills = every * dice.between(1.6, 4);
    const spanMs = Math.max(10, (5 * every) / day) * day;
    const deploys = deploysOf(dice, every, spanMs);
    return leak(dice, {
      ...{ fills, onset: 0, lives: spanMs / fills, ratio: dice.between(2, 6) },
      world: {
        stepMs: 5 * minute,
        deploys,
        renames: dice.chance(0.5),
        startKnown: dice.chance(0.8),
      },
    });
  },
  // A version brings the leak: the lives before it were healthy under the same deploys.
  'leak-of-a-version': (dice) => {
    const every = dice.around(0.7, 2) * day;
    const bad = Math.ceil(dice.between(2, 4));
    const fills = dice.around(0.5, 8) * day;
    const onset = every * bad;
    const deploys = Array.from({ length: bad }, (_, i) => (i + 1) * every);
    const drawn = leak(dice, {
      ...{ fills, onset, ratio: dice.between(2, 6) },
      shape: (_, { age, version }) => (version >= bad ? age / fills : 0),
      world: { deploys, renames: dice.chance(0.7), versionKnown: dice.chance(0.5) },
    });
    return { ...drawn, world: { ...drawn.world, agedMs: 0 } };
  },
};

/** Deploys at working hours' irregular distances of about `every`. */
export function deploysOf(dice: Dice, every: number, spanMs: number): number[] {
  const found: number[] = [];
  for (let at = every * dice.between(0.3, 1); at < spanMs; at += every * dice.between(0.7, 1.3))
    found.push(at);
  return found;
}
