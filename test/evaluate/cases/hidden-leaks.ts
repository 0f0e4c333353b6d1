import { day, hour, mib, minute } from '../case.ts';
import type { Dice } from '../dice.ts';
import { go } from '../simulate/go.ts';
import { jvm } from '../simulate/jvm.ts';
import { averaged, inPercent, inWhole } from '../simulate/monitors.ts';
import { native } from '../simulate/native.ts';
import { node } from '../simulate/node.ts';
import type { Moment } from '../simulate/world.ts';
import {
  dailyRhythm,
  type Family,
  goOf,
  leak,
  nativeOf,
  noiseOf,
  scrapesOf,
  stepFor,
  warming,
  worldOf,
} from './recipe.ts';

const noSpikes = { perDay: 0, height: 0, lastsMs: 0 };
const calm = (dice: Dice) => noiseOf(dice, { spikes: noSpikes });

/** A machine or a task of which a monitor tells percent alone, as means over five minutes or as it is. */
const percentOf = (decimals: number, looks: number) => (dice: Dice, heap: number) => {
  const { runtime } = dice.pick([goOf, nativeOf])(dice);
  const seen = averaged(runtime, looks);
  return { runtime: inPercent(seen, runtime.ceiling(heap) * 0.97, decimals), leakKinds: null };
};
const bare = {
  ...{ limitKnown: true, startKnown: false, restartsKnown: false, exitKnown: false },
  ...{ versionKnown: false, loadKnown: false },
};

/** Leaks as the trackers of open projects tell of them, by what hides them and how they are read. */
export const hiddenLeaks: Family = {
  // The resident set climbs and what the runtime calls its heap does not (nodejs/help#1942: killed every three
  // days at a heap of a tenth; ant-media/Ant-Media-Server#8009: 32 MiB an hour).
  'leak-beside-heap': (dice) => {
    const base = dice.around(30, 500) * mib;
    const java = dice.chance(0.5);
    const [maxHeap, threshold] = [base * dice.between(2, 4), 0.7];
    const promotedPerSecond = (threshold * maxHeap - base) / dice.around(600, 8000);
    const runtime = java
      ? jvm({ ...{ maxHeap, threshold, promotedPerSecond, page: 'jvm' }, eden: 0.06 * maxHeap })
      : node({
          ...{ maxHeap, growth: 0.4, page: 'node' },
          garbagePerSecond: (0.4 * base) / dice.around(300, 8000),
        });
    const [fills, onset] = [dice.around(1, 12) * day, dice.pick([0, dice.between(1, 3) * day])];
    const most = runtime.ceiling(base) * dice.between(0.6, 2);
    const keeps = ({ at, age, life }: Moment) => ({
      heap: base * (0.7 + 0.3 * warming(age, 20 * minute)),
      offHeap: (most * Math.max(0, life === 0 ? at - onset : age)) / fills,
    });
    const spanMs = onset + fills * 1.15;
    const world = worldOf(dice, {
      ...{ spanMs, keeps, runtime, stepMs: stepFor(dice, spanMs, fills), noise: calm(dice) },
      limit: { bytes: runtime.ceiling(base) * 0.9 + most },
    });
    return { world, onset, leakKinds: ['off-heap'] };
  },
  // A cache that keeps for a day fills on its first one; below it something never leaves.
  'leak-under-day-cache': (dice) => {
    const [cache, fills] = [dice.between(0.4, 2), dice.between(4, 14) * day];
    const [rhythm, swing] = [dailyRhythm(dice), dice.between(0, 0.15)];
    const pattern = ({ age, at }: Moment) =>
      1 + cache * Math.min(1, age / day) * (1 + swing * rhythm(at));
    const peak = 1 + cache * (1 + swing);
    return leak(dice, { fills, onset: 0, pattern, peak, ratio: peak * dice.between(1.6, 3) });
  },
  // Ten times as much garbage as lives: a large GOGC, and what is seen is nearly all garbage.
  'leak-under-garbage': (dice) => {
    const [ratio, times] = [dice.between(2.5, 7), dice.between(3, 10)];
    return leak(dice, {
      ...{ ratio, fills: dice.around(0.5, 10) * day },
      drawable: (_, heap) => {
        const page = dice.pick(['go', 'rss', 'workingSet', 'value'] as const);
        const allocPerSecond = ((heap / ratio) * times) / 120;
        const about = { slack: 0.05, page, memoryLimit: Number.POSITIVE_INFINITY };
        return {
          runtime: go({ gogc: 10, allocPerSecond, ...about }),
          leakKinds: page === 'go' ? ['heap'] : null,
        };
      },
    });
  },
  // A proxy beside the service at some 60 MB and one to seventy more an hour, read as `kubectl top` tells it
  // (istio/istio#33291, #43721, #48028).
  'leak-of-sidecar': (dice) => {
    const [base, ratio] = [dice.around(35, 90) * mib, dice.around(2.5, 14)];
    const hourly = dice.around(1, 70) * mib;
    const fills = Math.min(16 * day, Math.max(6 * hour, (base * (ratio - 1) * hour) / hourly));
    const runtime = inWhole(native({ retains: 0, page: 'workingSet' }), mib);
    return leak(dice, { base, ratio, fills, drawable: () => ({ runtime, leakKinds: null }) });
  },
  // Goroutines of clients that left stay, below the day's tide of those that are there
  // (coder/websocket#445, gitpod-io/gitpod#3108, cloudfoundry/routing-release#153).
  'leak-goroutines-under-tide': (dice) => {
    const [rhythm, tide] = [dailyRhythm(dice), dice.around(500, 30_000)];
    const [base, each] = [dice.around(30, 300) * mib, dice.pick([500, 2000, 6000])];
    const [onset, fills] = [dice.pick([0, dice.between(2, 4) * day]), dice.between(3, 15) * day];
    const [full, page] = [tide * dice.between(1, 5), dice.pick(['go', 'go-live'] as const)];
    const about = { gogc: 1, slack: 0.06, page, memoryLimit: Number.POSITIVE_INFINITY };
    const runtime = go({ ...about, allocPerSecond: dice.around(0.2, 20) * mib });
    const keeps = ({ at, age, life }: Moment) => {
      const leaked = (full * Math.max(0, life === 0 ? at - onset : age)) / fills;
      const goroutines = 50 + leaked + tide * rhythm(at);
      return { heap: base + goroutines * each, goroutines };
    };
    const spanMs = onset + fills * 1.2;
    const bytes = runtime.ceiling(base + (full + tide) * each) + (full + tide) * 4096;
    const stepMs = stepFor(dice, spanMs, fills);
    const world = worldOf(dice, {
      spanMs,
      keeps,
      runtime,
      stepMs,
      agedMs: onset === 0 ? 0 : dice.pick([0, 2 * day]),
      noise: calm(dice),
      limit: { bytes },
    });
    return { world, onset, leakKinds: ['goroutine'] };
  },
  // A task in a cloud, as percent of its reservation and means over five minutes
  // (aws/amazon-ecs-agent#2865, nats-io/nats-server#6006).
  'leak-in-cloud-means': (dice) => {
    const [rhythm, swing] = [dailyRhythm(dice), dice.between(0, 0.25)];
    const pattern = ({ at }: Moment) => 1 + swing * rhythm(at);
    const about = { fills: dice.between(3, 14) * day, pattern, peak: 1 + swing };
    const world = { ...bare, stepMs: 5 * minute, scrapes: scrapesOf(dice, { missing: 0 }) };
    return leak(dice, { ...about, drawable: percentOf(dice.pick([1, 2]), 5), world });
  },
  // A machine in whole percents: a step of one in hours, and days of the same number.
  'leak-in-whole-percents': (dice) => {
    const about = { fills: dice.between(4, 18) * day, ratio: dice.between(1.7, 4) };
    const noise = noiseOf(dice, { drift: dice.between(0.002, 0.02), spikes: noSpikes });
    const world = { ...bare, noise, stepMs: dice.pick([5, 10, 15]) * minute };
    return leak(dice, { ...about, drawable: percentOf(0, 1), world });
  },
  // Days or weeks to the limit below a tenth or two of wavering that is slow as well as quick, and nothing
  // but the resident set.
  'leak-under-wavering': (dice) => {
    const spikes = { perDay: 8, height: 0.3, lastsMs: 20 * minute };
    const [drift, white] = [dice.between(0.04, 0.09), dice.between(0.03, 0.1)];
    const noise = noiseOf(dice, { drift, white, spikes, driftMs: dice.around(0.5, 8) * hour });
    const runtime = native({ retains: dice.pick([0, 0.3]), page: 'rss' });
    const about = { fills: dice.between(3, 20) * day, ratio: dice.between(2.5, 8) };
    return leak(dice, {
      ...about,
      drawable: () => ({ runtime, leakKinds: null }),
      world: { noise },
    });
  },
};
