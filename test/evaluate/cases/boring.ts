import { day, mib, minute, week } from '../case.ts';
import { deploysOf } from './lives.ts';
import {
  calendar,
  dailyRhythm,
  type Family,
  level,
  noiseOf,
  quiet,
  running,
  warming,
} from './recipe.ts';

/** What most services do most weeks: nothing, their collector, their users' rhythm, their deploys. */
export const boring: Family = {
  flat: (dice) => {
    const base = level(dice);
    return running(dice, base, { spanMs: 14 * day, keeps: () => ({ heap: base }) });
  },
  // Lives at 85 to 97 % of its limit by design (detection.md 8; rivet#205).
  'flat-near-limit': (dice) => {
    const base = level(dice);
    const limit = { peakShare: dice.between(0.85, 0.97) };
    return running(dice, base, {
      spanMs: 14 * day,
      keeps: () => ({ heap: base }),
      limit,
      limitKnown: true,
    });
  },
  // A tiny base under a large limit, spikes of twice its size (devantler-tech/platform#3958).
  'flat-tiny': (dice) => {
    const base = dice.between(8, 20) * mib;
    const spikes = {
      perDay: dice.pick([5, 40]),
      height: dice.between(0.3, 1.5),
      lastsMs: 10 * minute,
    };
    const limit = { peakShare: dice.between(0.1, 0.4) };
    const noise = noiseOf(dice, { spikes });
    return running(dice, base, { spanMs: 14 * day, keeps: () => ({ heap: base }), limit, noise });
  },
  // Its users' day; the page tells requests or not.
  'by-day': (dice) => {
    const [base, rhythm, swing] = [level(dice), dailyRhythm(dice), dice.between(0.05, 0.8)];
    const load = (at: number) => 0.3 + 1.4 * rhythm(at);
    const keeps = ({ load: own }: { load: number }) => ({ heap: base * (1 + swing * own) });
    return running(dice, base * (1 + 1.7 * swing), { spanMs: 14 * day, keeps, load });
  },
  // The same with quieter weekends, over a month.
  'by-week': (dice) => {
    const [base, rhythm, swing] = [level(dice), dailyRhythm(dice), dice.between(0.05, 0.6)];
    const [when, rest] = [calendar(dice), dice.between(0.1, 0.7)];
    const load = (at: number) => (0.3 + 1.4 * rhythm(at)) * (when(at).weekday < 5 ? 1 : rest);
    const keeps = ({ load: own }: { load: number }) => ({ heap: base * (1 + swing * own) });
    return running(dice, base * (1 + 1.7 * swing), {
      spanMs: 4 * week,
      keeps,
      load,
      stepMs: 10 * minute,
    });
  },
  // Busy on weekends only: shops, games.
  'by-weekend': (dice) => {
    const [base, rhythm, swing] = [level(dice), dailyRhythm(dice), dice.between(0.1, 0.8)];
    const [when, rest] = [calendar(dice), dice.between(0.2, 0.6)];
    const load = (at: number) => (0.4 + 1.2 * rhythm(at)) * (when(at).weekday < 5 ? rest : 1);
    const keeps = ({ load: own }: { load: number }) => ({ heap: base * (1 + swing * own) });
    return running(dice, base * (1 + 1.6 * swing), {
      spanMs: 4 * week,
      keeps,
      load,
      stepMs: 10 * minute,
    });
  },
  // Deployed every half day to three, with a warm-up and a level that differs from version to version.
  deployed: (dice) => {
    const [base, spanMs] = [level(dice), 14 * day];
    const deploys = deploysOf(dice, dice.around(0.5, 4) * day, spanMs);
    const levels = Array.from({ length: 64 }, () => dice.between(0.85, 1.15));
    const [tau, rise] = [dice.around(2, 120) * minute, dice.between(0.1, 1)];
    const keeps = ({ age, version }: { age: number; version: number }) => ({
      heap: base * (levels[version % 64] ?? 1) * (1 + rise * warming(age, tau)),
    });
    const replicas = dice.chance(0.25) ? () => 2 : () => 1;
    return quiet(dice, base * 1.15 * (1 + rise), {
      ...{ spanMs, keeps, deploys, replicas },
      renames: dice.chance(0.6),
      stepMs: 10 * minute,
    });
  },
  // The same by day: rhythm and deploys in one, as web services have it.
  'deployed-by-day': (dice) => {
    const [base, rhythm, spanMs] = [level(dice), dailyRhythm(dice), 14 * day];
    const deploys = deploysOf(dice, dice.around(1, 4) * day, spanMs);
    const [tau, rise] = [dice.around(2, 180) * minute, dice.between(0.1, 0.8)];
    const swing = dice.between(0.05, 0.5);
    const load = (at: number) => 0.4 + 1.2 * rhythm(at);
    const keeps = ({ age, load: own }: { age: number; load: number }) => ({
      heap: base * (1 + rise * warming(age, tau) + swing * own),
    });
    const renames = dice.chance(0.6);
    return quiet(dice, base * (1 + rise + 1.6 * swing), { spanMs, keeps, deploys, renames, load });
  },
};
