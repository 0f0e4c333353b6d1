import { type Case, day, type Ended, week } from './case.ts';
import { boring } from './cases/boring.ts';
import { filling } from './cases/filling.ts';
import { firstCaseOf, firstClasses } from './cases/first.ts';
import { growth } from './cases/growth.ts';
import { hiddenLeaks } from './cases/hidden-leaks.ts';
import { hosts, leakingHosts, productionHosts } from './cases/hosts.ts';
import { kinds } from './cases/kinds.ts';
import { lives } from './cases/lives.ts';
import type { Family } from './cases/recipe.ts';
import { leakingRelays, relays } from './cases/relays.ts';
import { replicas } from './cases/replicas.ts';
import { reportedLeaks } from './cases/reported-leaks.ts';
import { reportedQuiet } from './cases/reported-quiet.ts';
import { reportedRoutine } from './cases/reported-routine.ts';
import { changes, counted, rhythms } from './cases/rhythms.ts';
import { collecting, leakingRuntimes } from './cases/runtimes.ts';
import { weights } from './cases/weights.ts';
import { diceOf } from './dice.ts';
import { play } from './simulate/play.ts';

/** Every leaking class of the newer families. */
export const leakingClasses: Family = {
  ...{ ...growth, ...lives, ...replicas, ...kinds },
  ...{ ...leakingRuntimes, ...leakingHosts, ...leakingRelays },
  ...{ ...reportedLeaks, ...hiddenLeaks },
};

/** Every harmless one. */
export const harmlessClasses: Family = {
  ...{ ...boring, ...collecting, ...hosts, ...productionHosts, ...relays, ...filling },
  ...{ ...rhythms, ...changes, ...counted },
  ...{ ...reportedRoutine, ...reportedQuiet },
};

const recipes: Family = { ...leakingClasses, ...harmlessClasses };

/** A class, and how many series of it are played for each seed. */
export type Class = {
  readonly name: string;
  readonly family: 'old' | 'new';
  /** Below one: not for every seed. */
  readonly perSeed: number;
};

/** All classes. The first ones are played once a seed each, under names of their own (`first/flat`). */
export const classes: readonly Class[] = [
  ...Object.keys(leakingClasses).map((name) => ({ name, family: 'new' as const, perSeed: 1 })),
  ...Object.entries({ ...weights.boring, ...weights.rare }).map(([name, perSeed]) => ({
    ...{ name, family: 'new' as const, perSeed },
  })),
  ...firstClasses.map((name) => ({ name: `first/${name}`, family: 'old' as const, perSeed: 1 })),
];

/** The labelled case of a class and a seed. */
export function caseOf(name: string, seed: number): Case {
  if (name.startsWith('first/')) return { ...firstCaseOf(name.slice(6), seed), name };
  const recipe = recipes[name];
  if (recipe === undefined) throw new Error(`no class ${name}`);
  const { world, onset, leakKinds } = recipe(diceOf(name, seed));
  const played = play(world);
  const onsetMs = onset === null ? null : played.startMs + onset;
  const deaths = played.ends.filter(
    ({ atMs, cause }) => cause !== 'deploy' && atMs > (onsetMs ?? 0),
  );
  return {
    ...{ readings: played.readings, ends: played.ends, name, onsetMs, leakKinds },
    oomMs: onsetMs === null ? null : (deaths[0]?.atMs ?? null),
    sawtooth: onsetMs !== null && hasTeeth(deaths, world.stepMs, played.readings.at(-1)?.atMs ?? 0),
    context: (onset ?? 0) >= day,
    limitKnown: world.limitKnown,
    weeks: world.spanMs / week,
  };
}

/** Two lives of one replica that were long enough to be seen, with time after them to say so. */
function hasTeeth(deaths: readonly Ended[], stepMs: number, lastMs: number): boolean {
  const seen = deaths.filter(
    ({ atMs, lastedMs }) => lastedMs >= 12 * stepMs && atMs <= lastMs - 12 * stepMs,
  );
  const counts = Map.groupBy(seen, ({ replica }) => replica);
  return [...counts.values()].some(({ length }) => length >= 2);
}
