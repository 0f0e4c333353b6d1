import { day, hour, minute, week } from '../case.ts';
import type { Dice } from '../dice.ts';
import { host } from '../simulate/native.ts';
import type { World } from '../simulate/world.ts';
import { type Drawn, dailyRhythm, type Family, noiseOf, scrapesOf, worldOf } from './recipe.ts';

type Level = (at: number) => number;

/** A host's percent in use, every 6 to 12 minutes, without any life known. */
function machine(
  dice: Dice,
  level: Level,
  onset: number | null,
  about: Partial<World> = {},
): Drawn {
  const world = worldOf(dice, {
    ...{ spanMs: week, runtime: host, keeps: ({ at }) => ({ heap: Math.min(97, level(at)) }) },
    stepMs: dice.pick([6, 10, 12]) * minute,
    limit: { bytes: 100 },
    ...{ limitKnown: true, startKnown: false, restartsKnown: false, exitKnown: false },
    ...{ versionKnown: false, loadKnown: false },
    noise: noiseOf(dice, { drift: 0.004, driftMs: hour, white: dice.pick([0, 0.003, 0.01]) }),
    scrapes: scrapesOf(dice, { missing: 0.01 }),
    ...about,
  });
  return { world, onset, leakKinds: null };
}

/** Levels that a host stands on for hours or days, with jumps or short ramps between them. */
function regimes(dice: Dice, until: number, low: number, high: number): Level {
  const stays: { from: number; level: number; ramp: number }[] = [];
  let at = 0;
  while (at < until) {
    const ramp = dice.chance(0.65) ? 10 * minute : dice.around(1, 10) * hour;
    stays.push({ from: at, level: dice.between(low, high), ramp });
    at += ramp + dice.around(8, 80) * hour;
  }
  return (now) => {
    const i = stays.findLastIndex(({ from }) => from <= now);
    const [before, stay] = [stays[i - 1] ?? stays[0], stays[i] ?? stays[0]];
    if (before === undefined || stay === undefined) return low;
    const share = Math.min(1, (now - stay.from) / stay.ramp);
    return before.level + (stay.level - before.level) * share;
  };
}

/** What a host does all week when it is well: one of the shapes that operators know. */
function routine(dice: Dice, base: number): Level {
  const rhythm = dailyRhythm(dice);
  const swing = dice.between(3, 15);
  const [every, fills] = [dice.pick([12, 24]) * hour, dice.between(2, 6)];
  return dice.pick<Level>([
    () => base,
    (at) => base + swing * rhythm(at),
    // A job's cache that is dropped once or twice a day.
    (at) => base + fills * ((at / every) % 1),
  ]);
}

/** Hosts and virtual machines in percent (PrecogMF's field, 2.2): days of health, then a leak. */
export const leakingHosts: Family = {
  // Something is started after days, which shows as a jump, and from then on it climbs.
  'leak-host-after-jump': (dice) => {
    const base = dice.between(15, 55);
    const before = routine(dice, base);
    const onset = dice.between(3, 5.5) * day;
    const jump = dice.chance(0.5) ? dice.between(0, 5) : dice.between(5, 25);
    const [fills, bend] = [dice.between(0.7, 2) * day, dice.between(0.6, 1.4)];
    const room = 97 - base - jump;
    const level = (at: number) =>
      at < onset ? before(at) : before(at) + jump + room * ((at - onset) / fills) ** bend;
    return machine(dice, level, onset, { spanMs: onset + fills * dice.between(0.7, 1.1) });
  },
  // Climbs in plateaus and ramps, never back: each batch of jobs leaves something.
  'leak-host-stairs': (dice) => {
    const base = dice.between(20, 50);
    const before = routine(dice, base);
    const onset = dice.between(2, 4) * day;
    const fills = dice.between(2, 4) * day;
    const [count, ramp] = [Math.round(dice.between(6, 14)), dice.between(0.2, 0.9)];
    const level = (at: number) => {
      const share = Math.max(0, at - onset) / fills;
      const [whole, part] = [Math.floor(share * count), (share * count) % 1];
      return before(at) + ((95 - base) * (whole + Math.min(1, part / ramp))) / count;
    };
    return machine(dice, level, onset, { spanMs: onset + fills * 1.05 });
  },
  // Restarted, and the version that comes up leaks: falls to the ground and climbs to the roof.
  'leak-host-after-restart': (dice) => {
    const base = dice.between(45, 70);
    const before = routine(dice, base);
    const onset = dice.between(3, 5.5) * day;
    const fills = dice.between(0.8, 2) * day;
    const from = dice.between(6, 20);
    const level = (at: number) =>
      at < onset ? before(at) : from + (97 - from) * ((at - onset) / fills);
    return machine(dice, level, onset, { spanMs: onset + fills * 1.05 });
  },
  // One of many jobs leaks for weeks; its restart takes back a part, and it climbs on (SMD, machine-1-6).
  'leak-host-over-weeks': (dice) => {
    const base = dice.between(25, 45);
    const daily = dice.between(1.2, 2.5);
    const before = routine(dice, base);
    const restart = dice.between(9, 14) * day;
    const kept = dice.between(0.2, 0.6);
    const room = 96 - base - kept * daily * (restart / day);
    const spanMs = Math.min(5 * week, restart + (room / daily) * day);
    const level = (at: number) => {
      const leaked = (daily * at) / day;
      const returned = at < restart ? 0 : (1 - kept) * daily * (restart / day);
      return before(at) + leaked - returned;
    };
    return machine(dice, level, 0, { spanMs, stepMs: 10 * minute });
  },
  // A model server: floors creep up while each request swings by far more (up to 10 % of noise).
  'leak-noisy-server': (dice) => {
    const base = dice.between(25, 50);
    const onset = 2 * hour;
    const gain = dice.between(0.18, 0.5);
    const spanMs = dice.between(2, 3) * day;
    const swing = dice.between(0.03, 0.1);
    const level = (at: number) =>
      base * (at < hour ? 0.6 : 1) * (1 + (gain * Math.max(0, at - onset)) / spanMs) +
      base * swing * Math.sin(at * 0.0021) * Math.sin(at * 0.00017);
    const noise = noiseOf(dice, { white: swing / 2 });
    return machine(dice, level, onset, { spanMs, stepMs: minute, noise, limitKnown: false });
  },
};

/** Wanders around zero by about one: slow swings are wide, quick ones narrow, as those of many jobs together are. */
function wandering(dice: Dice): Level {
  const swings = [6, 14, 31, 67, 150, 320].map((hours) => ({
    ...{ periodMs: hours * dice.between(0.8, 1.25) * hour, phase: dice.between(0, 2 * Math.PI) },
    height: Math.sqrt(hours / 294) * dice.between(0.6, 1.4),
  }));
  return (at) => {
    let sum = 0;
    for (const { periodMs, phase, height } of swings)
      sum += height * Math.sin((2 * Math.PI * at) / periodMs + phase);
    return sum;
  };
}

/** Times at which something is emptied, one after the other. */
function emptyings(dice: Dice, until: number, least: number, most: number): readonly number[] {
  const found = [dice.between(0, most)];
  while ((found.at(-1) ?? 0) < until) found.push((found.at(-1) ?? 0) + dice.between(least, most));
  return found;
}

/**
 * What weeks of production machines show that nobody called ill: Alibaba's cluster trace of 2018 (batch
 * machines, eight days) and the Server Machine Dataset (machines of a large company, five weeks at a minute).
 */
export const productionHosts: Family = {
  // Batch jobs of a whole cluster: the level wanders for days, close below the roof (Alibaba, m_1935, m_1938).
  'host-of-batch-jobs': (dice) => {
    const [base, wide] = [dice.between(60, 88), dice.between(2, 7)];
    const wander = wandering(dice);
    const rhythm = dailyRhythm(dice);
    const swing = dice.between(0, 4);
    const white = dice.between(0.005, 0.03);
    return machine(dice, (at) => base + wide * wander(at) + swing * rhythm(at), null, {
      ...{ spanMs: dice.between(1, 2) * week, noise: noiseOf(dice, { white }) },
    });
  },
  // The page cache fills what is free within a day or two; a job empties it, now deep, now hardly (SMD, machine-1-5).
  'host-file-cache': (dice) => {
    const [low, roof] = [dice.between(15, 40), dice.between(70, 96)];
    const fills = dice.between(15, 50) * hour;
    const emptied = emptyings(dice, 2 * week, 0.4 * day, dice.between(1, 2.5) * day);
    const depths = emptied.map(() => dice.between(0.2, 1));
    const level = (at: number) => {
      const last = emptied.findLastIndex((time) => time <= at);
      const from = roof - (roof - low) * (depths[last] ?? 0);
      return Math.min(roof, from + ((roof - low) * (at - (emptied[last] ?? at))) / fills);
    };
    return machine(dice, level, null, { spanMs: 2 * week });
  },
  // Stands high, loses what a job held when that restarts, and is back where it was after days (SMD, machine-3-2).
  'host-refilled': (dice) => {
    const high = dice.between(45, 85);
    const loses = high * dice.between(0.25, 0.5);
    const [from, lasts] = [dice.between(5, 9) * day, dice.between(3, 8) * day];
    const bend = dice.between(1, 1.6);
    const swing = dice.between(0, 3);
    const rhythm = dailyRhythm(dice);
    const missing = (at: number) =>
      at < from ? 0 : loses * (1 - Math.min(1, (at - from) / lasts)) ** bend;
    return machine(dice, (at) => high - missing(at) + swing * rhythm(at), null, {
      ...{ spanMs: from + lasts + 4 * day, stepMs: 10 * minute },
    });
  },
};

/** Hosts that are well. */
export const hosts: Family = {
  'host-routine': (dice) => machine(dice, routine(dice, dice.between(20, 85)), null),
  // Jobs come and go: long plateaus, jumps, spikes, and now and then hours of a ramp between two levels.
  'host-regimes': (dice) => {
    const level = regimes(dice, 2 * week, 10, 85);
    const spikes = { perDay: dice.pick([0, 1, 3]), height: 0.5, lastsMs: 30 * minute };
    const noise = noiseOf(dice, { drift: 0.01, driftMs: 3 * hour, white: 0.004, spikes });
    return machine(dice, level, null, { spanMs: dice.pick([1, 2]) * week, noise });
  },
  // One ramp of half a day up to two and a half between two plateaus below the roof.
  'host-slow-ramp': (dice) => {
    const low = dice.between(15, 60);
    const high = low + dice.between(6, 22);
    const [from, lasts] = [dice.between(1, 8) * day, dice.between(0.5, 2.5) * day];
    const share = (at: number) => Math.min(1, Math.max(0, (at - from) / lasts));
    return machine(dice, (at) => low + (high - low) * (1 - (1 - share(at)) ** 1.8), null, {
      spanMs: 2 * week,
    });
  },
};
