import { day, hour, mib, minute } from '../case.ts';
import { go } from '../simulate/go.ts';
import { jvm } from '../simulate/jvm.ts';
import {
  type Family,
  ladder,
  leak,
  level,
  nodeOf,
  noiseOf,
  quiet,
  running,
  worldOf,
} from './recipe.ts';

const mibs = (dice: { around: (a: number, b: number) => number }, low: number, high: number) =>
  dice.around(low, high) * mib;

/** Leaks inside collected heaps: the teeth stay and their floor rises (2.11, Argus: heap after GC). */
export const leakingRuntimes: Family = {
  // The old generation: each full collection leaves more than the last.
  'leak-jvm-old': (dice) => {
    const fills = dice.pick(ladder.slice(1, 5)) * dice.between(0.8, 1.25);
    return leak(dice, {
      ...{ fills, ratio: dice.between(2, 6) },
      drawable: (_, heap) => {
        const maxHeap = heap / 0.97;
        const ramp = fills / dice.between(15, 200) / 1000;
        const page = dice.pick(['jvm', 'heapUsed', 'afterYoung'] as const);
        const runtime = jvm({
          ...{ maxHeap, page, eden: 0.06 * maxHeap, threshold: dice.between(0.6, 0.9) },
          promotedPerSecond: (0.5 * maxHeap) / ramp,
        });
        return { runtime, leakKinds: ['heap'] };
      },
    });
  },
  // Node's heapUsed up to --max-old-space-size, where it aborts.
  'leak-node': (dice) => leak(dice, { drawable: nodeOf, lives: dice.pick([1.1, 2.5]) }),
};

/** Collections that look like growth between two of them, in services that are well. */
export const collecting: Family = {
  // GOGC's sawtooth in all its paces.
  'gc-go': (dice) => {
    const base = level(dice);
    const gogc = dice.pick([1, 1, 0.5, 2, 4]);
    const page = dice.pick(['go', 'go-live', 'rss', 'workingSet', 'value'] as const);
    const about = { gogc, page, slack: 0.05, memoryLimit: Number.POSITIVE_INFINITY };
    const runtime = go({ ...about, allocPerSecond: mibs(dice, 0.02, 200) });
    return running(dice, base, { spanMs: 14 * day, keeps: () => ({ heap: base }), runtime });
  },
  // A JVM at work: old collections every few minutes to two hours.
  'gc-jvm': (dice) => {
    const base = level(dice);
    const maxHeap = base / dice.between(0.15, 0.45);
    const threshold = dice.between(0.55, 0.92);
    const ramp = dice.around(5 * minute, 2 * hour) / 1000;
    const promotedPerSecond = (threshold * maxHeap - base) / ramp;
    const page = dice.pick(['jvm', 'heapUsed', 'afterYoung'] as const);
    const about = { maxHeap, threshold, promotedPerSecond, page };
    const runtime = jvm({ ...about, eden: dice.between(0.03, 0.2) * maxHeap });
    const limit = { bytes: runtime.ceiling(maxHeap) };
    return running(dice, base, { spanMs: 14 * day, keeps: () => ({ heap: base }), runtime, limit });
  },
  // A little loaded Node service: many marks, none of them complete.
  'gc-node': (dice) => {
    const base = dice.around(20, 400) * mib;
    const { runtime } = nodeOf(dice, base, false);
    return running(dice, base, { spanMs: 14 * day, keeps: () => ({ heap: base }), runtime });
  },
  // Hours or days between two old collections, seen from the middle of one on, over several of them.
  'gc-jvm-long': (dice) => {
    const base = level(dice);
    const maxHeap = base / dice.between(0.1, 0.3);
    const threshold = dice.between(0.6, 0.9);
    const ramp = dice.around(3, 72) * hour;
    const promotedPerSecond = (threshold * maxHeap - base) / (ramp / 1000);
    const page = dice.pick(['jvm', 'afterYoung'] as const);
    const phase = dice.between(0, 1);
    const about = { maxHeap, threshold, promotedPerSecond, page, phase };
    const runtime = jvm({ ...about, eden: 0.05 * maxHeap });
    const world = worldOf(dice, {
      ...{ spanMs: 14 * day, keeps: () => ({ heap: base }), runtime },
      limit: { bytes: runtime.ceiling(maxHeap) },
    });
    return { world, onset: null, leakKinds: null };
  },
  // A cold start inside the first such ramp, which ends within the series. Nobody could tell it from
  // a leak before its end; an engineer who is called for it says "tune your collector", so it counts as
  // false. One in four hundred of the harmless.
  'gc-jvm-first-ramp': (dice) => {
    const base = dice.around(20, 200) * mib;
    const maxHeap = base / dice.between(0.05, 0.15);
    const threshold = dice.between(0.6, 0.9);
    const ramp = dice.around(10, 40) * hour;
    const promotedPerSecond = (threshold * maxHeap - base) / (ramp / 1000);
    const runtime = jvm({
      ...{ maxHeap, threshold, promotedPerSecond, page: 'afterYoung', eden: 0.05 * maxHeap },
    });
    const limit = { bytes: runtime.ceiling(maxHeap) };
    const keeps = () => ({ heap: base });
    return quiet(dice, base, { spanMs: ramp * 1.6, keeps, runtime, limit, stepMs: 5 * minute });
  },
  // Generations over generations: data that live for hours and are promoted, then all die at once.
  'gc-generations': (dice) => {
    const [base, middle] = [level(dice), dice.between(0.2, 0.8)];
    const lives = dice.around(0.5, 8) * hour;
    const keeps = ({ at }: { at: number }) => ({
      heap: base * (1 + middle * ((at / lives) % 1) + 0.2 * ((at / (lives / 7.3)) % 1)),
    });
    return quiet(dice, base * (1.2 + middle), { spanMs: 14 * day, keeps });
  },
  // A full cache under GOMEMLIMIT: lives just below it for good, and is well.
  'full-under-memory-limit': (dice) => {
    const base = level(dice);
    const memoryLimit = base * dice.between(1.25, 1.6) + 40 * mib;
    const tau = dice.around(0.2, 6) * hour;
    const runtime = go({
      ...{ gogc: dice.pick([1, 1000]), slack: 0.04, page: 'go', memoryLimit },
      allocPerSecond: mibs(dice, 0.5, 20),
    });
    const keeps = ({ age }: { age: number }) => ({ heap: base * (1 - 0.7 * Math.exp(-age / tau)) });
    const limit = { bytes: memoryLimit / dice.between(0.85, 0.93) };
    const noise = noiseOf(dice, { drift: 0.01, spikes: { perDay: 0, height: 0, lastsMs: 0 } });
    return quiet(dice, base, { spanMs: 7 * day, keeps, runtime, limit, noise });
  },
};
