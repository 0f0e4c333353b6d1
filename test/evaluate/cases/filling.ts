import { day, hour, minute } from '../case.ts';
import { dailyRhythm, type Family, level, nativeOf, noiseOf, quiet, warming } from './recipe.ts';

const spanFor = (tau: number) => Math.min(28 * day, Math.max(3 * day, 7 * tau));

/** Memory that fills and stays full: coroot#893, sapcc#808, devantler#3977; tau 1 to 60 h and beyond. */
export const filling: Family = {
  'warm-up-plain': (dice) => {
    const [base, tau, rise] = [level(dice), dice.around(0.05, 100) * hour, dice.around(0.2, 5)];
    const keeps = ({ age }: { age: number }) => ({ heap: base * (1 + rise * warming(age, tau)) });
    return quiet(dice, base * (1 + rise), { spanMs: spanFor(tau), keeps });
  },
  // Classes in minutes, sessions in hours, the long tail of keys in days.
  'warm-up-in-phases': (dice) => {
    const base = level(dice);
    const taus = [
      dice.between(1, 20) * minute,
      dice.between(0.5, 4) * hour,
      dice.around(5, 60) * hour,
    ];
    const rises = [dice.between(0.3, 1), dice.between(0.2, 0.8), dice.between(0.1, 0.4)];
    const keeps = ({ age }: { age: number }) => ({
      heap: base * rises.reduce((sum, rise, i) => sum + rise * warming(age, taus[i] ?? 1), 1),
    });
    return quiet(dice, base * 3, { spanMs: spanFor(taus[2] ?? 0), keeps });
  },
  // Keys by Zipf's law: each hour brings fewer new ones, for ever (logarithmic).
  'warm-up-by-logarithm': (dice) => {
    const [base, unit, rise] = [level(dice), dice.around(2, 60) * minute, dice.between(0.05, 0.25)];
    const keeps = ({ age }: { age: number }) => ({
      heap: base * (1 + rise * Math.log1p(age / unit)),
    });
    return quiet(dice, base * (1 + 9 * rise), { spanMs: 14 * day, keeps });
  },
  // Pools that are enlarged as they are first needed: four to ten steps within hours, then none.
  'warm-up-in-steps': (dice) => {
    const [base, tau] = [level(dice), dice.around(0.3, 6) * hour];
    const [count, rise] = [Math.round(dice.between(4, 10)), dice.between(0.2, 2)];
    const keeps = ({ age }: { age: number }) => ({
      heap: base * (1 + (rise * Math.round(count * warming(age, tau))) / count),
    });
    return quiet(dice, base * (1 + rise), { spanMs: 7 * day, keeps });
  },
  // The load comes hours after the start: level, climb under load, level (shops under a test's load).
  'warm-up-under-load': (dice) => {
    const [base, from] = [level(dice), dice.between(0.5, 8) * hour];
    const [lasts, rise] = [dice.between(1, 6) * hour, dice.between(0.05, 0.5)];
    const keeps = ({ at }: { at: number }) => {
      const share = Math.min(1, Math.max(0, (at - from) / lasts));
      return { heap: base * (1 + rise * (1 - (1 - share) ** 2)) };
    };
    return quiet(dice, base * (1 + rise), { spanMs: 2 * day, keeps, stepMs: minute });
  },
  // The high-water mark of requests: ever rarer, ever smaller steps that stay.
  'high-water': (dice) => {
    const [base, first] = [level(dice), dice.around(0.2, 6) * hour];
    const sizes = Array.from({ length: 24 }, () => dice.between(0.02, 0.15));
    const keeps = ({ age }: { age: number }) => {
      const steps = Math.floor(Math.log2(1 + age / first));
      return { heap: base * (1 + sizes.slice(0, steps).reduce((sum, size) => sum + size, 0)) };
    };
    return quiet(dice, base * 1.9, { spanMs: 14 * day, keeps });
  },
  // Holes between what lives: creeps and stops when there are enough holes for all that comes.
  fragmentation: (dice) => {
    const [base, tau, rise] = [level(dice), dice.around(10, 90) * hour, dice.between(0.1, 0.6)];
    const [rhythm, swing] = [dailyRhythm(dice), dice.between(0.05, 0.3)];
    const keeps = ({ age, at }: { age: number; at: number }) => ({
      heap: base * (1 + swing * rhythm(at) + rise * warming(age, tau)),
    });
    const { runtime } = nativeOf(dice);
    const noise = noiseOf(dice, { white: 0.005 });
    return quiet(dice, base * 2, { spanMs: spanFor(tau), keeps, runtime, noise });
  },
};
