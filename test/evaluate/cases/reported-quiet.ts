import { day, hour, mib, minute, week } from '../case.ts';
import type { Dice } from '../dice.ts';
import { go } from '../simulate/go.ts';
import { jvm } from '../simulate/jvm.ts';
import { besides } from '../simulate/monitors.ts';
import { native } from '../simulate/native.ts';
import type { Moment } from '../simulate/world.ts';
import { deploysOf } from './lives.ts';
import {
  dailyRhythm,
  type Family,
  level,
  nativeOf,
  noiseOf,
  quiet,
  running,
  warming,
} from './recipe.ts';

const noSpikes = { perDay: 0, height: 0, lastsMs: 0 };
const unbounded = { memoryLimit: Number.POSITIVE_INFINITY };

/** Times about so far from one another, each with a weight of its own. */
function moments(dice: Dice, every: number, until: number): { at: number; size: number }[] {
  return deploysOf(dice, every, until).map((at) => ({ at, size: dice.between(0.3, 1) }));
}

/** What was reported as a leak and was none. */
export const reportedQuiet: Family = {
  // Each arena grows to the worst burst that it ever saw, and is never handed back: the sum ends when all have
  // (iden3/go-rapidsnark#28, amule-org/amule#1095, samsoir/xearthlayer#244).
  'arenas-filled': (dice) => {
    const [base, count] = [level(dice), Math.round(dice.between(4, 24))];
    const [tau, rise] = [dice.around(1, 40) * hour, dice.between(0.3, 2)];
    const first = Array.from({ length: count }, () => -tau * Math.log(1 - dice.between(0, 0.97)));
    const keeps = ({ age }: Moment) => ({
      heap: base * (1 + (rise * first.filter((at) => at <= age).length) / count),
    });
    const runtime = native({ retains: dice.pick([0, 0.5]), page: dice.pick(['rss', 'container']) });
    const noise = noiseOf(dice, { drift: 0.003 });
    return quiet(dice, base * (1 + rise), { spanMs: 14 * day, keeps, runtime, noise });
  },
  // A burst, and what it freed goes back over hours while nothing calls for it (api7/aisix#970, jemalloc#2688).
  'slow-purge': (dice) => {
    const [base, bursts] = [level(dice), moments(dice, dice.between(0.5, 4) * day, 14 * day)];
    const [high, tau] = [dice.between(0.3, 2), dice.around(1, 24) * hour];
    const held = (at: number) =>
      bursts.reduce(
        (most, one) =>
          at < one.at ? most : Math.max(most, one.size * Math.exp((one.at - at) / tau)),
        0,
      );
    const keeps = ({ at }: Moment) => ({ heap: base * (1 + high * held(at)) });
    const { runtime } = nativeOf(dice);
    return running(dice, base * (1 + high), { spanMs: 14 * day, keeps, runtime });
  },
  // A cache with a day to live: a straight climb for that day after each release, and level from then on. It has
  // stood at its level before: nobody could tell a first straight day.
  'day-cache': (dice) => {
    const [base, rhythm, swing] = [level(dice), dailyRhythm(dice), dice.between(0, 0.2)];
    const cache = dice.between(0.2, 1.5);
    const keeps = ({ age, at }: Moment) => ({
      heap: base * (1 + swing * rhythm(at) + cache * Math.min(1, age / day)),
    });
    const deploys = deploysOf(dice, dice.between(3, 6) * day, 14 * day);
    const about = { deploys, renames: dice.chance(0.5), agedMs: dice.pick([3, 9]) * day };
    return quiet(dice, base * (1 + cache + swing), { spanMs: 14 * day, keeps, ...about });
  },
  // The head of a time series store: grows for two hours and is cut, and a start replays its log, which takes
  // more than it ever holds afterwards (prometheus/prometheus#6934, prometheus-operator#900).
  'head-compaction': (dice) => {
    const [base, phase] = [dice.around(200, 8000) * mib, dice.between(0, 1)];
    const [grows, replay] = [dice.between(0.1, 0.7), dice.between(0.2, 1)];
    const lasts = dice.around(5, 50) * minute;
    const keeps = ({ age, at }: Moment) => {
      const head = grows * ((at / (2 * hour) + phase) % 1) * Math.min(1, 0.3 + age / (2 * hour));
      return { heap: base * (1 + head + (age < lasts ? (replay * age) / lasts : 0)) };
    };
    const page = dice.pick(['go', 'rss', 'workingSet'] as const);
    const allocPerSecond = (base / 120) * dice.between(0.1, 1);
    const runtime = go({
      gogc: dice.pick([0.5, 0.75, 1]),
      slack: 0.06,
      page,
      allocPerSecond,
      ...unbounded,
    });
    const deploys = deploysOf(dice, dice.between(3, 9) * day, 14 * day);
    return running(dice, base * (1 + grows + replay), {
      spanMs: 14 * day,
      keeps,
      runtime,
      deploys,
    });
  },
  // Fills ever slower, as keys come again, and stops dead where it is told to: then it evicts. It has been full
  // before, and a restart empties it (sourcegraph/deploy-sourcegraph#2898).
  'store-at-maximum': (dice) => {
    const [base, tau, over] = [level(dice), dice.around(3, 40) * hour, dice.between(1.05, 1.6)];
    const rise = dice.between(1, 12);
    const keeps = ({ age }: Moment) => ({
      heap: base * (1 + rise * Math.min(1, over * warming(age, tau))),
    });
    const noise = noiseOf(dice, { drift: 0.001, white: 0, spikes: noSpikes });
    const { runtime } = nativeOf(dice);
    const limit = { peakShare: dice.between(0.7, 0.95) };
    const deploys = deploysOf(dice, dice.between(4, 9) * day, 14 * day);
    const about = { runtime, noise, limit, deploys, agedMs: 4 * tau };
    return quiet(dice, base * (1 + rise), { spanMs: 14 * day, keeps, ...about });
  },
  // A consumer falls behind: within minutes or two hours its queue is at its bound, stays there, and is worked off
  // when the other side is back.
  'catching-up': (dice) => {
    const [base, high] = [level(dice), dice.between(0.2, 1.5)];
    const spells = moments(dice, dice.between(1.5, 5) * day, 14 * day);
    const [fills, holds, drains] = [
      dice.around(0.1, 2) * hour,
      dice.around(0.3, 12) * hour,
      dice.around(0.3, 6) * hour,
    ];
    const share = (past: number) =>
      Math.min(1, Math.max(0, past / fills), Math.max(0, 1 - (past - fills - holds) / drains));
    const queued = (at: number) => Math.max(0, ...spells.map((one) => share(at - one.at)));
    const keeps = ({ at }: Moment) => ({ heap: base * (1 + high * queued(at)) });
    return running(dice, base * (1 + high), { spanMs: 14 * day, keeps });
  },
  // Classes and compiled code: beside the heap, for a day or three, until all paths have been gone.
  'metaspace-settling': (dice) => {
    const [base, tau] = [level(dice), dice.around(2, 40) * hour];
    const [maxHeap, threshold] = [base / dice.between(0.2, 0.5), dice.between(0.6, 0.85)];
    const promotedPerSecond = (threshold * maxHeap - base) / dice.around(300, 8000);
    const runtime = jvm({
      ...{ maxHeap, threshold, promotedPerSecond, page: 'jvm' },
      eden: 0.06 * maxHeap,
    });
    const most = dice.between(0.1, 0.6) * base + 60 * mib;
    const keeps = ({ age }: Moment) => ({ heap: base, offHeap: most * warming(age, tau) });
    const limit = { bytes: (runtime.ceiling(base) + most) * dice.between(1.05, 1.5) };
    return quiet(dice, base, { spanMs: 14 * day, keeps, runtime, limit });
  },
  // A flag goes to 1, 5, 10, 25, 50 and 100 % of the users, a day or so apart, and what it costs comes with it.
  'flag-rollout': (dice) => {
    const [base, cost] = [level(dice), dice.between(0.15, 0.6)];
    const [rhythm, swing] = [dailyRhythm(dice), dice.between(0, 0.3)];
    let at = dice.between(2, 7) * day;
    const steps = [0.01, 0.05, 0.1, 0.25, 0.5, 1].map((share) => {
      at += dice.between(0.5, 2) * day;
      return { at, share };
    });
    const keeps = ({ at: now, age }: Moment) => {
      const share = steps.findLast((step) => step.at <= now)?.share ?? 0;
      return {
        heap: base * (1 + swing * rhythm(now) + cost * share) * (1 - 0.2 * Math.exp(-age / hour)),
      };
    };
    const limit = { peakShare: dice.between(0.35, 0.75) };
    return running(dice, base * (1 + cost + swing), { spanMs: 3 * week, keeps, limit });
  },
  // A network goes away: clients drop off, come back all at once, and spread out again over hours.
  'reconnected-clients': (dice) => {
    const [base, each] = [level(dice), dice.between(0.3, 1.2)];
    const [rhythm, swing] = [dailyRhythm(dice), dice.between(0.1, 0.6)];
    const outages = moments(dice, dice.between(3, 8) * day, 14 * day);
    const [lasts, tau, over] = [
      dice.around(5, 90) * minute,
      dice.around(0.5, 10) * hour,
      dice.between(0.2, 1),
    ];
    const there = (at: number) => {
      const last = outages.findLast((one) => one.at <= at);
      const past = at - (last?.at ?? 0);
      if (last === undefined) return 1;
      return past < lasts ? 0.2 : 1 + over * last.size * Math.exp((lasts - past) / tau);
    };
    const load = (at: number) => (1 + swing * rhythm(at)) * there(at);
    const clients = dice.around(200, 20_000);
    const keeps = ({ load: own }: Moment) => ({
      ...{ heap: base * (1 + each * own), goroutines: 40 + clients * own },
      fds: 30 + (clients * own) / 2,
    });
    const about = { gogc: 1, slack: 0.05, page: 'go', ...unbounded } as const;
    const runtime = go({ ...about, allocPerSecond: dice.around(0.2, 20) * mib });
    return running(dice, base * (1 + 4 * each), { spanMs: 14 * day, keeps, runtime, load });
  },
  // Names of files that the kernel remembers, in the container's working set (google/cadvisor#3081, docker/cli#3171).
  'slab-counted': (dice) => {
    const [base, tau] = [level(dice), dice.around(5, 150) * hour];
    const slab = base * dice.between(0.3, 2);
    const page = dice.pick(['container', 'container', 'container', 'workingSet'] as const);
    const runtime = besides(native({ retains: 0, page }), (age) => slab * warming(age, tau));
    const limit = { bytes: (base * 1.5 + slab) / dice.between(0.5, 0.95) };
    const noise = noiseOf(dice, { spikes: { perDay: 2, height: 0.2, lastsMs: 10 * minute } });
    return quiet(dice, base, {
      spanMs: 14 * day,
      keeps: () => ({ heap: base }),
      runtime,
      limit,
      noise,
    });
  },
  // Logs in a memory-backed volume that outlives the container, rotated for long (kubernetes/website#36453).
  'tmpfs-rotated': (dice) => {
    const [base, every] = [level(dice), dice.around(1, 30) * hour];
    const [logs, files] = [base * dice.between(0.2, 1), dice.pick([1, 2, 5])];
    const rotated = files + dice.between(0, 1);
    const held = (age: number) => {
      const whole = rotated + age / every;
      return (logs * (Math.min(files - 1, Math.floor(whole)) + (whole % 1))) / files;
    };
    const page = dice.pick(['container', 'workingSet'] as const);
    const runtime = besides(native({ retains: 0, page }), held);
    const limit = { bytes: (base * 1.5 + logs) / dice.between(0.5, 0.95) };
    const noise = noiseOf(dice, { spikes: { perDay: 2, height: 0.2, lastsMs: 10 * minute } });
    return quiet(dice, base, {
      spanMs: 14 * day,
      keeps: () => ({ heap: base }),
      runtime,
      limit,
      noise,
    });
  },
  // Pools of connections and threads that grow to what the busiest hour so far has asked for, up to their maximum.
  'pools-filled': (dice) => {
    const [base, rhythm] = [level(dice), dailyRhythm(dice)];
    const [pool, java] = [dice.around(40, 2000), dice.chance(0.5)];
    const tau = dice.between(0.3, 2) * day;
    const maxHeap = base * 3;
    const runtime = java
      ? jvm({
          maxHeap,
          eden: 0.06 * maxHeap,
          threshold: 0.7,
          promotedPerSecond: maxHeap / 9000,
          page: 'jvm',
        })
      : go({ gogc: 1, slack: 0.05, page: 'go', allocPerSecond: 2 * mib, ...unbounded });
    let most = 0;
    const keeps = ({ age, at }: Moment) => {
      const asked = pool * warming(age, tau) * (0.5 + 0.5 * rhythm(at));
      most = age === 0 ? asked : Math.max(most, asked);
      return { heap: base, threads: 30 + 0.2 * most, fds: 30 + most };
    };
    const limit = java
      ? { bytes: runtime.ceiling(base) * 1.2 + pool * 30_000 }
      : { peakShare: 0.7 };
    return quiet(dice, base, { spanMs: 14 * day, keeps, runtime, limit });
  },
};
