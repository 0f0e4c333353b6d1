import { day, hour, mib } from '../case.ts';
import type { Dice } from '../dice.ts';
import { native } from '../simulate/native.ts';
import type { World } from '../simulate/world.ts';
import { type Drawn, type Family, noiseOf, scrapesOf, warming, worldOf } from './recipe.ts';

/** A network relay's resident set every six hours for two weeks: 40 to 60 points, no limit told. */
function relay(
  dice: Dice,
  heap: World['keeps'],
  onset: number | null,
  about: Partial<World> = {},
): Drawn {
  const world = worldOf(dice, {
    ...{ spanMs: dice.between(10, 16) * day, stepMs: 6 * hour, keeps: heap },
    runtime: native({ retains: 0, page: 'value' }),
    ...{ limitKnown: false, startKnown: false, restartsKnown: false, exitKnown: false },
    ...{ versionKnown: false, loadKnown: false },
    noise: noiseOf(dice, {
      ...{ drift: dice.between(0.005, 0.02), driftMs: 12 * hour, white: dice.between(0.002, 0.01) },
      spikes: { perDay: 0, height: 0, lastsMs: 0 },
    }),
    scrapes: scrapesOf(dice, { missing: dice.pick([0, 0.05, 0.15]) }),
    ...about,
  });
  return { world, onset, leakKinds: null };
}

/** Climbs within a day or four, then creeps: caches fill in hours, arenas in weeks. */
function settling(dice: Dice): (age: number) => number {
  const high = dice.around(300, 6000) * mib;
  const [quick, slow] = [dice.around(6, 40) * hour, dice.around(60, 200) * hour];
  const [first, second] = [dice.between(0.7, 0.9), dice.between(0.05, 0.2)];
  const start = 1 - first;
  return (age) => high * (start + first * warming(age, quick) + second * warming(age, slow));
}

/** Relays whose allocator never gives back (2.7; the allocator decides, not the program). */
export const leakingRelays: Family = {
  // Levels off, is restarted after a pause, and its next life has no plateau.
  'leak-relay': (dice) => {
    const before = settling(dice);
    const rise = before(20 * day);
    const onset = dice.between(5, 8) * day;
    const pause = dice.between(0.5, 3) * day;
    const [fills, over] = [dice.between(4, 8) * day, dice.between(1, 1.6)];
    const bend = dice.between(0.7, 1.1);
    const began = onset + pause;
    const drawn = relay(
      dice,
      ({ at }) => ({
        heap:
          at < onset ? before(at) : rise * (0.1 + over * (Math.max(0, at - began) / fills) ** bend),
      }),
      began,
      { spanMs: began + fills },
    );
    // Nobody asks it while it is down: the pause has no sample.
    const replicas = (at: number) => (at >= onset && at < began ? 0 : 1);
    return { ...drawn, world: { ...drawn.world, replicas } };
  },
};

/** Relays that fill up for days and stay there. */
export const relays: Family = {
  'relay-plateau': (dice) => {
    const heap = settling(dice);
    return relay(dice, ({ age }) => ({ heap: heap(age) }), null);
  },
  // Arenas emptied and filled all day: noise of a quarter around a level.
  'relay-ragged': (dice) => {
    const high = dice.around(300, 3000) * mib;
    const noise = noiseOf(dice, { drift: 0.05, driftMs: 8 * hour, white: 0.06 });
    return relay(
      dice,
      ({ age }) => ({ heap: high * (0.4 + 0.6 * warming(age, 10 * hour)) }),
      null,
      {
        noise,
      },
    );
  },
  // A plateau, a step that stays (an arena more), a plateau.
  'relay-steps': (dice) => {
    const heap = settling(dice);
    const steps = Array.from({ length: 3 }, () => dice.between(2, 14) * day);
    const by = steps.map(() => dice.between(0.03, 0.3));
    const raised = (at: number) =>
      1 + by.reduce((sum, share, i) => sum + (at >= (steps[i] ?? 0) ? share : 0), 0);
    return relay(dice, ({ age, at }) => ({ heap: heap(age) * raised(at) }), null);
  },
};
