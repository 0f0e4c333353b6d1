import { day, hour, minute } from '../case.ts';
import {
  calendar,
  dailyRhythm,
  type Family,
  ladder,
  leak,
  noiseOf,
  scrapesOf,
  stepFor,
  warming,
} from './recipe.ts';

/** Leaks by the form of their growth, any runtime: detection.md 8 (ladders) and 8b (reported ranges). */
export const growth: Family = {
  // Each request keeps something and the traffic is even: the plainest leak.
  'leak-even': (dice) => leak(dice),
  // Keeps what it computes from what it keeps: per-user histories, an index over a list that leaks.
  'leak-accelerating': (dice) => {
    const power = dice.between(1.3, 2.5);
    return leak(dice, { shape: (share) => share ** power });
  },
  // Keys that come back less and less seldom but never stop: slows down and is full all the same.
  'leak-slowing': (dice) => {
    const bend = dice.between(0.5, 1.6);
    return leak(dice, { shape: (share) => (1 - Math.exp(-bend * share)) / (1 - Math.exp(-bend)) });
  },
  // A slice that append grows (×1.25), or a batch of tenants loaded at a time (argus: 3 jumps of 5 %).
  'leak-steps': (dice) => {
    const factor = 1.25;
    const count = dice.pick([0, 12, 25]);
    const doubling = (share: number) =>
      (factor ** Math.floor(Math.log(1 + 9 * share) / Math.log(factor)) - 1) / 8;
    return leak(dice, {
      shape: count === 0 ? doubling : (share) => Math.floor(share * count) / count,
    });
  },
  // Leaks while people work and rests at night and on the weekend.
  'leak-business-hours': (dice) => {
    const when = calendar(dice);
    const fills = dice.between(4, 12) * day;
    let [kept, lastAt] = [0, 0];
    const shape = (_: number, { at, age, life }: { at: number; age: number; life: number }) => {
      if (age === 0 || at < lastAt) kept = 0;
      const { weekday, hour: clock } = when(at);
      const open = weekday < 5 && clock >= 8 && clock < 18;
      const began = life > 0 || at >= onset;
      if (open && began && at > lastAt) kept += ((at - lastAt) / fills) * 3.36;
      lastAt = at;
      return kept;
    };
    const onset = dice.between(1, 3) * day;
    return leak(dice, { shape, fills, onset, lives: 1.3 });
  },
  // Only on one afternoon a week does something go wrong (8b: Tuesdays 13:30-16:00); over five weeks.
  'leak-one-day-a-week': (dice) => {
    const when = calendar(dice);
    const bad = Math.floor(dice.between(0, 5));
    const each = dice.between(0.18, 0.3);
    let [kept, lastAt] = [0, 0];
    const shape = (_: number, { at, age }: { at: number; age: number }) => {
      if (age === 0 || at < lastAt) kept = 0;
      const { weekday, hour: clock } = when(at);
      const open = weekday === bad && clock >= 13 && clock < 16;
      if (open && at > lastAt) kept += (each * Math.min(hour, at - lastAt)) / (3 * hour);
      lastAt = at;
      return kept;
    };
    return leak(dice, { shape, fills: 35 * day, onset: 0, lives: 1.1 });
  },
  // Users' rhythm on top of it; the page tells requests or not.
  'leak-under-rhythm': (dice) => {
    const [rhythm, swing] = [dailyRhythm(dice), dice.between(0.1, 0.5)];
    const fills = dice.pick([2, 3, 6, 10]) * day * dice.between(0.8, 1.25);
    const load = (at: number) => 0.4 + 1.2 * rhythm(at);
    const onset = dice.between(2, 4) * day;
    return leak(dice, {
      ...{ fills, onset, pattern: ({ at }) => 1 + swing * rhythm(at), peak: 1 + swing },
      world: { load, loadKnown: dice.chance(0.5) },
    });
  },
  // Each request leaks: the leak goes as fast as the traffic. Requests are told.
  'leak-by-request': (dice) => {
    const rhythm = dailyRhythm(dice);
    const fills = dice.pick([1.5, 3, 8]) * day * dice.between(0.8, 1.25);
    const load = (at: number) => 0.3 + 1.4 * rhythm(at);
    return leak(dice, {
      fills,
      onset: 0,
      shape: (_, { served }) => served / fills,
      world: { load, loadKnown: true },
    });
  },
  // The traffic is told and even: it cannot be what explains the growth.
  'leak-under-even-load': (dice) => {
    const phase = dice.between(0, day);
    const load = (at: number) => 1 + 0.06 * Math.sin((2 * Math.PI * (at + phase)) / (3 * hour));
    return leak(dice, { world: { load, loadKnown: true } });
  },
  // Large requests in flight whenever it is looked at: 10 to 20 % of white noise.
  'leak-under-noise': (dice) => {
    const noise = noiseOf(dice, { white: dice.between(0.1, 0.2) });
    return leak(dice, { ratio: dice.between(2.5, 8), world: { noise } });
  },
  // Parts of it are given back for a while: an evicted shard, a closed tab, a manual flush.
  'leak-with-dips': (dice) => {
    const height = dice.between(0.2, 0.6);
    const dips = { perDay: dice.pick([1, 4, 12]), height, lastsMs: dice.around(5, 60) * minute };
    return leak(dice, {
      fills: dice.pick(ladder.slice(2, 5)),
      world: { noise: noiseOf(dice, { dips }) },
    });
  },
  // A process starts, its caches fill, and it goes on growing: where one ends and the other begins
  // cannot be seen at first.
  'leak-after-warm-up': (dice) => {
    const fills = dice.pick(ladder.slice(1, 5)) * dice.between(0.8, 1.25);
    const tau = fills * dice.between(0.02, 0.08);
    const rise = dice.between(0.3, 1.2);
    const pattern = ({ age }: { age: number }) => 1 + rise * warming(age, tau);
    return leak(dice, { fills, onset: 0, pattern, peak: 1 + rise, ratio: dice.between(4, 9) });
  },
  // Watched from its first minute on: nothing to compare with.
  'leak-cold-start': (dice) => leak(dice, { onset: 0 }),
  // Weeks to the limit: the one that deploys usually hide (8b: +15 MiB a day on 2 GiB).
  'leak-slow': (dice) => {
    const fills = dice.between(10, 30) * day;
    return leak(dice, { fills, lives: dice.between(0.7, 1.1), ratio: dice.between(1.8, 5) });
  },
  // Healthy for days, with its warm-up and its rhythm, before the flag is turned on.
  'leak-late': (dice) => {
    const [rhythm, swing] = [dailyRhythm(dice), dice.between(0, 0.2)];
    const tau = dice.around(0.2, 8) * hour;
    const pattern = ({ at, age }: { at: number; age: number }) =>
      (0.6 + 0.4 * warming(age, tau)) * (1 + swing * rhythm(at));
    return leak(dice, { onset: dice.between(3, 9) * day, pattern, peak: 1.2 });
  },
  // The whole ladder: time to the limit × scrape interval × lost scrapes × what the page tells.
  'leak-ladder': (dice) => {
    const fills = dice.pick(ladder) * dice.between(0.8, 1.25);
    const onset = dice.pick([0, 1.5 * day]);
    const span = onset + 1.12 * fills;
    return leak(dice, {
      ...{ fills, onset },
      world: {
        stepMs: stepFor(dice, span, fills),
        limitKnown: dice.chance(0.5),
        startKnown: dice.chance(0.5),
        scrapes: scrapesOf(dice, { missing: dice.between(0, 0.1) }),
      },
    });
  },
};
