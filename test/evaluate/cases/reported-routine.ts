import { day, hour, minute, week } from '../case.ts';
import { averaged, inFourDigits, inPercent } from '../simulate/monitors.ts';
import { native } from '../simulate/native.ts';
import type { Moment } from '../simulate/world.ts';
import { deploysOf } from './lives.ts';
import {
  calendar,
  dailyRhythm,
  type Family,
  goOf,
  level,
  nativeOf,
  noiseOf,
  running,
  scrapesOf,
  warming,
} from './recipe.ts';

const noSpikes = { perDay: 0, height: 0, lastsMs: 0 };

/** What an operator sees every week of services that are well. */
export const reportedRoutine: Family = {
  // Twice as many pods for half an hour at each release, then only the new ones.
  'blue-green': (dice) => {
    const [base, rhythm, swing] = [level(dice), dailyRhythm(dice), dice.between(0, 0.4)];
    const [count, both] = [dice.pick([1, 2, 3]), dice.around(10, 90) * minute];
    const deploys = deploysOf(dice, dice.around(0.7, 4) * day, 14 * day);
    const replicas = (at: number) =>
      deploys.some((end) => at >= end - both && at < end) ? 2 * count : count;
    const [rise, tau] = [dice.between(0.1, 0.8), dice.around(0.05, 8) * hour];
    const keeps = ({ age, at }: Moment) => ({
      heap: base * (1 + swing * rhythm(at)) * (1 + rise * warming(age, tau)),
    });
    const about = { deploys, replicas, staggerMs: 0, renames: true, stepMs: 10 * minute };
    return running(dice, base * (1 + swing) * (1 + rise), { spanMs: 14 * day, keeps, ...about });
  },
  // Nodes are drained one after the other, each pod begins anew elsewhere hours after the one before.
  'node-drains': (dice) => {
    const [base, rhythm, swing] = [level(dice), dailyRhythm(dice), dice.between(0, 0.4)];
    const [count, tau] = [Math.round(dice.between(2, 5)), dice.around(0.2, 40) * hour];
    const rise = dice.between(0.1, 0.9);
    const keeps = ({ age, at }: Moment) => ({
      heap: base * (1 + swing * rhythm(at)) * (1 + rise * warming(age, tau)),
    });
    const deploys = deploysOf(dice, dice.between(2, 6) * day, 14 * day);
    const about = { deploys, staggerMs: dice.around(0.3, 10) * hour, replicas: () => count };
    const more = { renames: true, stepMs: 10 * minute, spanMs: 14 * day };
    return running(dice, base * (1 + swing) * (1 + rise), { keeps, ...about, ...more });
  },
  // A task in a cloud as percent and means over five minutes, through days and releases.
  'cloud-means': (dice) => {
    const [base, rhythm, swing] = [level(dice), dailyRhythm(dice), dice.between(0, 0.6)];
    const when = calendar(dice);
    const weekend = dice.between(0.3, 1);
    const keeps = ({ at, age }: Moment) => {
      const busy = rhythm(at) * (when(at).weekday < 5 ? 1 : weekend);
      return { heap: base * (0.8 + 0.2 * warming(age, hour)) * (1 + swing * busy) };
    };
    const { runtime: inner } = dice.pick([goOf, nativeOf])(dice);
    const most = inner.ceiling(base * (1 + swing) * 1.7);
    const runtime = inPercent(averaged(inner, 5), most, dice.pick([0, 1, 2]));
    const deploys = dice.chance(0.5) ? deploysOf(dice, dice.between(1, 6) * day, 2 * week) : [];
    const hidden = { startKnown: false, restartsKnown: false, exitKnown: false };
    const seen = { versionKnown: false, limitKnown: true, limit: { bytes: 100 } };
    const noise = noiseOf(dice, { spikes: { perDay: 2, height: 0.2, lastsMs: 10 * minute } });
    const about = { spanMs: 2 * week, keeps, runtime, deploys, noise, ...hidden, ...seen };
    return running(dice, base, { ...about, stepMs: 5 * minute });
  },
  // Hardly moves, and is read with four digits: steps that are the reader's, not the program's.
  'docker-stats': (dice) => {
    const [base, rhythm, swing] = [level(dice), dailyRhythm(dice), dice.between(0, 0.03)];
    const keeps = ({ at }: Moment) => ({ heap: base * (1 + swing * rhythm(at)) });
    const runtime = inFourDigits(native({ retains: 0, page: 'workingSet' }));
    const drift = dice.around(0.0002, 0.004);
    const noise = noiseOf(dice, { drift, white: 0, spikes: noSpikes, driftMs: 6 * hour });
    return running(dice, base, { spanMs: 14 * day, keeps, runtime, noise });
  },
  // One morning a week a report takes hours and as much again.
  'weekly-report': (dice) => {
    const [base, phase, high] = [level(dice), dice.between(0, week), dice.between(0.2, 2)];
    const [lasts, rhythm] = [dice.around(0.5, 8) * hour, dailyRhythm(dice)];
    const swing = dice.between(0, 0.3);
    const keeps = ({ at }: Moment) => {
      const share = Math.min(1, ((at + phase) % week) / lasts);
      return { heap: base * (1 + swing * rhythm(at) + (share < 1 ? high * share ** 0.5 : 0)) };
    };
    return running(dice, base * (1 + high + swing), {
      spanMs: 4 * week,
      keeps,
      stepMs: 15 * minute,
    });
  },
  // The monitoring itself is out for hours or a day, several times; the service is as it always was.
  'blind-spells': (dice) => {
    const [base, rhythm, swing] = [level(dice), dailyRhythm(dice), dice.between(0, 0.5)];
    const outageMs = dice.around(2, 14) * hour;
    const scrapes = scrapesOf(dice, { outagesPerDay: dice.between(0.2, 0.8), outageMs });
    const keeps = ({ at }: Moment) => ({ heap: base * (1 + swing * rhythm(at)) });
    return running(dice, base * (1 + swing), { spanMs: 3 * week, keeps, scrapes });
  },
};
