import { day, hour, minute, week } from '../case.ts';
import { native } from '../simulate/native.ts';
import { dailyRhythm, type Family, level, noiseOf, quiet, scrapesOf, warming } from './recipe.ts';

/** Traffic and jobs that come, grow and go. */
export const rhythms: Family = {
  // A week of holidays, or a sale: another level for days, and back.
  holiday: (dice) => {
    const [base, rhythm, swing] = [level(dice), dailyRhythm(dice), dice.between(0.1, 0.5)];
    const [from, lasts] = [dice.between(7, 18) * day, dice.between(2, 7) * day];
    const other = dice.pick([0.3, 0.5, 1.6, 2]);
    const load = (at: number) =>
      (0.3 + 1.4 * rhythm(at)) * (at >= from && at < from + lasts ? other : 1);
    const keeps = ({ load: own }: { load: number }) => ({ heap: base * (1 + swing * own) });
    return quiet(dice, base * (1 + 3 * swing), {
      spanMs: 4 * week,
      keeps,
      load,
      stepMs: 10 * minute,
    });
  },
  // Accounts closed once a month: a day or two of more.
  'monthly-batch': (dice) => {
    const [base, high] = [level(dice), dice.between(0.3, 1.5)];
    const [from, lasts] = [dice.between(5, 25) * day, dice.between(0.3, 2) * day];
    const ramp = dice.around(10, 180) * minute;
    const keeps = ({ at }: { at: number }) => {
      const since = at - from;
      return {
        heap: base * (1 + (since > 0 && since < lasts ? high * Math.min(1, since / ramp) : 0)),
      };
    };
    return quiet(dice, base * (1 + high), { spanMs: 4 * week, keeps, stepMs: 10 * minute });
  },
  // More users each week, and the requests tell it.
  'traffic-growth': (dice) => {
    const [base, rhythm, swing] = [level(dice), dailyRhythm(dice), dice.between(0.3, 1)];
    const weekly = dice.between(0.03, 0.2);
    const load = (at: number) => (0.3 + 1.4 * rhythm(at)) * (1 + weekly) ** (at / week);
    const keeps = ({ load: own }: { load: number }) => ({ heap: base * (1 + swing * own) });
    const about = { spanMs: 4 * week, stepMs: 10 * minute, loadKnown: true, load };
    return quiet(dice, base * (1 + 4 * swing), { ...about, keeps, limit: { peakShare: 0.6 } });
  },
  // The same, slower and without requests on the page: far from its limit, nobody wants a call for it.
  'traffic-growth-unseen': (dice) => {
    const [base, rhythm, swing] = [level(dice), dailyRhythm(dice), dice.between(0.3, 0.8)];
    const weekly = dice.between(0.01, 0.06);
    const load = (at: number) => (0.3 + 1.4 * rhythm(at)) * (1 + weekly) ** (at / week);
    const keeps = ({ load: own }: { load: number }) => ({ heap: base * (1 + swing * own) });
    const about = { spanMs: 4 * week, stepMs: 10 * minute, loadKnown: false, load };
    const limit = { peakShare: dice.between(0.35, 0.65) };
    return quiet(dice, base * (1 + 3 * swing), { ...about, keeps, limit, limitKnown: true });
  },
  // Pods come with the load and go with it; what each of them serves changes all the time.
  autoscaled: (dice) => {
    const [base, rhythm, swing] = [level(dice), dailyRhythm(dice), dice.between(0.1, 0.5)];
    const most = Math.round(dice.between(3, 6));
    const load = (at: number) => 0.3 + 1.4 * rhythm(at);
    const replicas = (at: number) => 1 + Math.floor((most - 1) * rhythm(at - 20 * minute) + 0.3);
    const tau = dice.around(5, 90) * minute;
    const keeps = ({ age, load: own }: { age: number; load: number }) => ({
      heap: base * (0.6 + 0.4 * warming(age, tau)) * (1 + swing * Math.min(3, own)),
    });
    const about = { spanMs: 7 * day, stepMs: 10 * minute, load, replicas };
    return quiet(dice, base * (1 + 3 * swing), {
      ...about,
      keeps,
      startKnown: true,
      renames: true,
    });
  },
  // What it holds follows the connections: they come over hours and leave over hours, not by the clock.
  connections: (dice) => {
    const [base, each] = [level(dice), dice.between(0.3, 1.5)];
    const waves = Array.from({ length: 5 }, () => ({
      period: dice.around(5, 45) * hour,
      phase: dice.between(0, 7),
    }));
    const load = (at: number) =>
      waves.reduce(
        (sum, { period, phase }) => sum + Math.sin((2 * Math.PI * at) / period + phase),
        5,
      ) / 5;
    const keeps = ({ load: own }: { load: number }) => ({ heap: base * (1 + each * own) });
    const loadKnown = dice.chance(0.6);
    return quiet(dice, base * (1 + 2 * each), { spanMs: 14 * day, keeps, load, loadKnown });
  },
  cronjob: (dice) => {
    const [base, every] = [level(dice), dice.pick([hour, 6 * hour, day])];
    const [high, lasts, phase] = [
      dice.between(0.2, 1.5),
      dice.between(0.03, 0.3),
      dice.between(0, day),
    ];
    const keeps = ({ at }: { at: number }) => ({
      heap: base * (1 + (((at + phase) / every) % 1 < lasts ? high : 0)),
    });
    return quiet(dice, base * (1 + high), { spanMs: 14 * day, keeps });
  },
  // Each night's batch fills a cache over hours; in the morning it is dropped.
  'daily-batch': (dice) => {
    const [base, high, phase] = [level(dice), dice.between(0.3, 2), dice.between(0, day)];
    const [fills, holds] = [dice.between(0.1, 0.4), dice.between(0.1, 0.4)];
    const keeps = ({ at }: { at: number }) => {
      const share = ((at + phase) / day) % 1;
      return { heap: base * (1 + (share < fills + holds ? high * Math.min(1, share / fills) : 0)) };
    };
    return quiet(dice, base * (1 + high), { spanMs: 14 * day, keeps });
  },
  // A cache that fills for hours or a few days and is flushed as a whole (devantler#3977), seen from the
  // middle of a cycle on, over several.
  'cache-flushes': (dice) => {
    const [base, every, high] = [level(dice), dice.around(1, 60) * hour, dice.between(0.3, 2)];
    const [phase, bend] = [dice.between(0, 1), dice.between(0.4, 1)];
    const keeps = ({ at }: { at: number }) => ({
      heap: base * (1 + high * ((at / every + phase) % 1) ** bend),
    });
    return quiet(dice, base * (1 + high), { spanMs: Math.max(7 * day, 8 * every), keeps });
  },
};

/** Changes, restarts and wandering of services that do not leak. */
export const changes: Family = {
  // A setting is changed: up, or down, and constant from then on.
  reconfigured: (dice) => {
    const base = level(dice);
    const at = Array.from({ length: 4 }, () => dice.between(0, 14 * day));
    const by = at.map(() => dice.between(-0.3, 0.6));
    const keeps = ({ at: now }: { at: number }) => ({
      heap: base * (1.5 + by.reduce((sum, share, i) => sum + (now >= (at[i] ?? 0) ? share : 0), 0)),
    });
    return quiet(dice, base * 3.9, { spanMs: 14 * day, keeps });
  },
  // Restarted each night or noon, and warm again within hours.
  'restarted-nightly': (dice) => {
    const [base, tau, every] = [
      level(dice),
      dice.around(0.1, 4) * hour,
      dice.pick([12 * hour, day]),
    ];
    const rise = dice.between(0.2, 2);
    const deploys = Array.from({ length: 28 }, (_, i) => (i + 0.7) * every).filter(
      (at) => at < 14 * day,
    );
    const keeps = ({ age }: { age: number }) => ({ heap: base * (1 + rise * warming(age, tau)) });
    const about = {
      spanMs: 14 * day,
      deploys,
      renames: dice.chance(0.5),
      startKnown: dice.chance(0.8),
    };
    return quiet(dice, base * (1 + rise), { ...about, keeps });
  },
  // A crash loop that has nothing to do with memory: dies a few minutes after each start.
  'crash-loop': (dice) => {
    const [base, lasts] = [level(dice), dice.around(2, 40) * minute];
    const keeps = ({ age }: { age: number }) => ({
      heap: base * (1 + 0.4 * warming(age, minute / 2)),
    });
    const crashAge = (_: number, next: () => number) => lasts * (0.5 + next());
    const backOffMs = (deaths: number) => Math.min(5 * minute, 10_000 * 2 ** deaths);
    return quiet(dice, base * 1.4, { spanMs: 2 * day, keeps, stepMs: minute, crashAge, backOffMs });
  },
  // A mean-reverting walk over hours or a day.
  'random-walk': (dice) => {
    const base = level(dice);
    const noise = noiseOf(dice, {
      ...{ drift: dice.between(0.03, 0.1), driftMs: dice.around(3, 40) * hour, white: 0.003 },
    });
    return quiet(dice, base * 1.3, { spanMs: 14 * day, keeps: () => ({ heap: base }), noise });
  },
  // Scrapes lost, doubled and late, outages of hours, a clock that is set while it runs.
  'disordered-scrapes': (dice) => {
    const [base, rhythm, swing] = [level(dice), dailyRhythm(dice), dice.between(0, 0.3)];
    const byMs = dice.pick([-1, 1]) * dice.around(1, 180) * minute;
    const scrapes = scrapesOf(dice, {
      ...{ missing: dice.between(0.05, 0.3), outagesPerDay: dice.between(0.2, 2), jitter: 0.4 },
      ...{ outageMs: dice.around(10, 400) * minute, doubled: 0.05 },
      clock: { at: dice.between(2, 12) * day, byMs },
    });
    const keeps = ({ at }: { at: number }) => ({ heap: base * (1 + swing * rhythm(at)) });
    return quiet(dice, base * (1 + swing), { spanMs: 14 * day, keeps, scrapes });
  },
};

/** Memory that is counted and is not the program's: section 5 and kubernetes#43916, golang/go#33376. */
export const counted: Family = {
  // The working set grows by active file pages; what is anonymous stays.
  'file-cache': (dice) => {
    const [base, tau] = [level(dice), dice.around(5, 200) * hour];
    const [high, straight] = [dice.between(1, 4), dice.chance(0.4)];
    const keeps = ({ age }: { age: number }) => ({
      heap: base,
      pageCache: base * high * (straight ? Math.min(1, age / (3 * tau)) : warming(age, tau)),
    });
    const runtime = native({ retains: 0, page: 'container' });
    return quiet(dice, base * (1 + high), { spanMs: 14 * day, keeps, runtime });
  },
  // Given back with MADV_FREE: resident until somebody needs it (snmalloc#846). Ratchets up with peaks.
  'lazily-freed': (dice) => {
    const [base, rhythm] = [level(dice), dailyRhythm(dice)];
    const [high, tau] = [dice.between(0.3, 1.5), dice.around(5, 80) * hour];
    const keeps = ({ age, at }: { age: number; at: number }) => ({
      heap: base * (1 + 0.1 * rhythm(at)),
      lazyFree: base * high * warming(age, tau) * (1 - 0.2 * rhythm(at)),
    });
    const runtime = native({ retains: 0, page: 'container' });
    return quiet(dice, base * (1 + high), { spanMs: 14 * day, keeps, runtime });
  },
};
