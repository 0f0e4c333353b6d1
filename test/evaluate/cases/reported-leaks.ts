import { day, hour, minute } from '../case.ts';
import type { Dice } from '../dice.ts';
import { native } from '../simulate/native.ts';
import type { Moment } from '../simulate/world.ts';
import {
  calendar,
  dailyRhythm,
  type Family,
  leak,
  noiseOf,
  type Shape,
  stepFor,
  warming,
} from './recipe.ts';

const noSpikes = { perDay: 0, height: 0, lastsMs: 0 };
const calm = (dice: Dice) => noiseOf(dice, { spikes: noSpikes });

/** What a rate adds up to over the life; the rate is a share of the way for each millisecond. */
function summed(rate: (moment: Moment) => number): Shape {
  let [sum, lastAt] = [0, 0];
  return (_, moment) => {
    const { age, at } = moment;
    sum = age === 0 || at < lastAt ? 0 : sum + rate(moment) * (at - lastAt);
    lastAt = at;
    return sum;
  };
}

/** What has come by a clock that runs through all lives, counted from the onset or the life's start. */
function since(onset: number, count: (at: number) => number): Shape {
  return (_, { at, age, life }) =>
    Math.max(0, count(at) - count(life === 0 ? Math.min(at, onset) : at - age));
}

/** Runs of a job: how many are over, and the share of the one that is on. */
const runs = (at: number, every: number, lasts: number) =>
  Math.floor(at / every) + Math.min(1, (at % every) / lasts);

/** Leaks as the trackers of open projects tell of them, by what starts them and when they go on. */
export const reportedLeaks: Family = {
  // A customer is taken on, and each of its requests leaves a label or a session that nobody drops: as fast
  // as its working day, on top of everybody else's (prebid/salesagent#1265, aws/karpenter-provider-aws#3209).
  'leak-one-tenant': (dice) => {
    const [when, rhythm, swing] = [calendar(dice), dailyRhythm(dice), dice.between(0.05, 0.3)];
    const [onset, fills] = [dice.between(2, 6) * day, dice.between(4, 14) * day];
    const weekend = dice.pick([1, 0.3, 0.1]);
    const shape = summed(({ at, life }) => {
      const { weekday, hour: clock } = when(at);
      const works = clock >= 8 && clock < 19 ? 1.8 : 0.3;
      return life === 0 && at < onset ? 0 : (works * (weekday < 5 ? 1.1 : weekend)) / fills;
    });
    const pattern = ({ at }: Moment) => 1 + swing * rhythm(at);
    // Less than twice its base would drown in the garbage that a bare resident set shows.
    const ratio = dice.around(2, 8);
    return leak(dice, { fills, onset, shape, pattern, peak: 1 + swing, lives: 1.3, ratio });
  },
  // A peer goes away for good. What waits for it swells at once, and each attempt to reach it leaves something
  // (nats-io/nats.js#433: half a GB a day; metal-stack/metal-core#32, spotify/folsom#72).
  'leak-through-incident': (dice) => {
    const [onset, fills] = [dice.between(1.2, 5) * day, dice.around(6, 96) * hour];
    const [jump, tau] = [dice.between(0, 0.4), dice.around(2, 40) * minute];
    const [rhythm, swing] = [dailyRhythm(dice), dice.between(0, 0.2)];
    const pattern = ({ at }: Moment) =>
      1 + swing * rhythm(at) + (at < onset ? 0 : jump * warming(at - onset, tau));
    const load = (at: number) => (at < onset ? 1 : 0.6);
    return leak(dice, { fills, onset, pattern, peak: 1 + swing + jump, world: { load } });
  },
  // Each night's batch leaves a part of what it took, and the day is flat (clokep/celery-batches#98).
  'leak-by-night-batch': (dice) => {
    const [phase, lasts] = [dice.between(0, day), dice.between(0.5, 5) * hour];
    const [nights, high] = [Math.round(dice.between(6, 18)), dice.between(0.1, 0.8)];
    const [onset, fills] = [dice.between(2, 5) * day, nights * day];
    const shape = since(onset, (at) => runs(at + phase, day, lasts) / nights);
    const pattern = ({ at }: Moment) => 1 + ((at + phase) % day < lasts ? high : 0);
    return leak(dice, {
      fills,
      onset,
      shape,
      pattern,
      peak: 1 + high,
      world: { noise: calm(dice) },
    });
  },
  // A version goes out replica by replica over hours or days, and each one leaks from its own turn on
  // (istio/istio#48023: since the upgrade to 1.19).
  'leak-of-rollout': (dice) => {
    const count = Math.round(dice.between(3, 6));
    const [onset, fills] = [dice.between(2, 5) * day, dice.between(2, 12) * day];
    const staggerMs = Math.min(dice.around(0.3, 24) * hour, fills / (2 * count));
    const shape: Shape = (_, { version, age }) => (version > 0 ? age / fills : 0);
    const stepMs = Math.max(5 * minute, stepFor(dice, (onset + fills) * count, fills));
    const about = { replicas: () => count, deploys: [onset], staggerMs, stepMs };
    const renames = dice.chance(0.7);
    return leak(dice, { fills, onset, shape, lives: 1.2, world: { ...about, renames } });
  },
  // A clean-up at night gets back a half of the day's growth, and the next day's comes on top of the rest.
  'leak-half-freed': (dice) => {
    const [phase, count] = [dice.between(0, day), dice.between(5, 14)];
    const [works, frees] = [dice.between(0.4, 0.7), dice.between(0.02, 0.15)];
    const [onset, fills] = [dice.between(1, 4) * day, count * day];
    const shape = since(onset, (at) => {
      const [whole, part] = [Math.floor((at + phase) / day), ((at + phase) / day) % 1];
      const back = Math.min(1, Math.max(0, part - works) / frees);
      return (whole + 2 * Math.min(1, part / works) - back) / count;
    });
    return leak(dice, { fills, onset, shape, lives: 1.25 });
  },
  // A consumer that wakes every so often, works in a burst and leaves a little (agronholm/apscheduler#235).
  'leak-of-consumer': (dice) => {
    const [every, phase] = [dice.pick([10, 15, 30, 60, 180]) * minute, dice.between(0, hour)];
    const [lasts, high] = [every * dice.between(0.05, 0.5), dice.between(0.1, 1)];
    const [onset, fills] = [dice.pick([0, dice.between(1, 3) * day]), dice.around(1, 9) * day];
    const shape = since(onset, (at) => (runs(at + phase, every, lasts) * every) / fills);
    const pattern = ({ at }: Moment) => 1 + ((at + phase) % every < lasts ? high : 0);
    return leak(dice, {
      fills,
      onset,
      shape,
      pattern,
      peak: 1 + high,
      world: { noise: calm(dice) },
    });
  },
  // One more arena or segment now and then, none ever emptied, and not a byte between two.
  'leak-of-arenas': (dice) => {
    const count = Math.round(dice.between(8, 30));
    const gaps = Array.from({ length: count }, () => dice.between(0.3, 1.7) / count);
    const shape: Shape = (share) => {
      let [left, steps] = [share, 0];
      for (const gap of gaps) {
        left -= gap;
        if (left >= 0) steps++;
      }
      return steps / count;
    };
    const noise = noiseOf(dice, { drift: 0.001, white: 0, spikes: noSpikes });
    const page = dice.pick(['rss', 'process', 'container'] as const);
    const runtime = native({ retains: 0, page });
    const drawable = () => ({ runtime, leakKinds: null });
    const fills = dice.around(1, 14) * day;
    return leak(dice, { fills, shape, drawable, lives: 1.2, world: { noise } });
  },
  // Only a failure leaves something, and failures come in bursts: hours or days of nothing, then a step of
  // any size (celery/celery#8882, obiba/opal#3092).
  'leak-of-errors': (dice) => {
    const count = Math.round(dice.between(12, 40));
    const [onset, fills] = [dice.between(1, 4) * day, dice.between(3, 14) * day];
    const bursts: { from: number; size: number }[] = [];
    for (let at = onset; at < onset + 1.4 * fills; at += (fills / count) * dice.between(0.2, 1.8))
      bursts.push({ from: at, size: dice.around(0.3, 2.5) / 1.04 / count });
    const lasts = dice.around(3, 60) * minute;
    const shape = since(onset, (at) =>
      bursts.reduce(
        (sum, { from, size }) => sum + size * Math.min(1, Math.max(0, at - from) / lasts),
        0,
      ),
    );
    return leak(dice, { fills, onset, shape, lives: 1.3 });
  },
};
