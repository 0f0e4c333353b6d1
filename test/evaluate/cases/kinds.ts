import { day, mib } from '../case.ts';
import type { Dice } from '../dice.ts';
import { go } from '../simulate/go.ts';
import { jvm } from '../simulate/jvm.ts';
import { native } from '../simulate/native.ts';
import type { Kept, Moment, Runtime, World } from '../simulate/world.ts';
import { type Drawn, type Family, ladder, noiseOf, stepFor, worldOf } from './recipe.ts';

type Grows = {
  readonly runtime: Runtime;
  /** What is kept when this many units have leaked. */
  readonly keeps: (leaked: number, moment: Moment) => Kept;
  /** Units that fill the limit, and where that is. */
  readonly full: number;
  readonly limitBytes: number;
  readonly world?: Partial<World>;
};

/** Something that leaks in units from an onset on, to a limit some hours or days off. */
function growing(dice: Dice, kinds: Drawn['leakKinds'], about: Grows): Drawn {
  const fills = dice.pick(ladder.slice(1, 5)) * dice.between(0.8, 1.25);
  const onset = dice.pick([0, dice.between(1, 3) * day]);
  const spanMs = onset + fills * 1.1;
  const keeps = (moment: Moment) => {
    const since = Math.max(0, moment.life === 0 ? moment.at - onset : moment.age);
    return about.keeps((about.full * since) / fills, moment);
  };
  const world = worldOf(dice, {
    ...{ spanMs, keeps, runtime: about.runtime, stepMs: stepFor(dice, spanMs, fills) },
    limit: { bytes: about.limitBytes },
    noise: noiseOf(dice, { spikes: { perDay: 0, height: 0, lastsMs: 0 } }),
    ...about.world,
  });
  return { world, onset, leakKinds: kinds };
}

function goProcess(dice: Dice, memoryLimit = Number.POSITIVE_INFINITY): Runtime {
  const page = dice.pick(['go', 'go', 'go-live'] as const);
  const [gogc, slack] = [dice.pick([1, 1, 0.5]), dice.between(0.03, 0.1)];
  return go({ gogc, slack, page, memoryLimit, allocPerSecond: dice.around(0.2, 20) * mib });
}

/** Leaks by what of the memory grows: the table of detection.md 5. */
export const kinds: Family = {
  // Senders blocked for good: 4 KiB of stack each, and what each holds on the heap (LeakProf, 2.6).
  'leak-goroutines': (dice) => {
    const [base, each] = [dice.around(20, 300) * mib, dice.pick([300, 2000, 8000])];
    const runtime = goProcess(dice);
    const full = dice.around(20_000, 400_000);
    const limitBytes = runtime.ceiling(base + full * each) + full * 4096;
    const keeps = (leaked: number) => ({ heap: base + leaked * each, goroutines: 60 + leaked });
    return growing(dice, ['goroutine'], { runtime, keeps, full, limitBytes });
  },
  // cgo, mmap, a client library in C: the resident set climbs and the heap is flat.
  'leak-off-heap': (dice) => {
    const base = dice.around(20, 300) * mib;
    const runtime = goProcess(dice);
    const full = (base + 40 * mib) * dice.between(1.5, 5);
    const keeps = (leaked: number) => ({ heap: base, offHeap: leaked });
    return growing(dice, ['off-heap'], {
      ...{ runtime, keeps, full, limitBytes: runtime.ceiling(base) + full },
    });
  },
  // Files and sockets that nobody closes; each costs a few hundred bytes and no limit of memory is near.
  'leak-descriptors': (dice) => {
    const base = dice.around(20, 300) * mib;
    const runtime = goProcess(dice);
    const full = dice.around(2000, 60_000);
    const keeps = (leaked: number, { load }: Moment) => ({
      heap: base + leaked * 400,
      fds: Math.round(30 + 10 * load + leaked),
    });
    return growing(dice, ['descriptor'], {
      ...{ runtime, keeps, full, limitBytes: 3 * runtime.ceiling(base + full * 400) },
    });
  },
  // A pool that makes a thread for each call and ends none: 100 KiB and more of each stay resident.
  'leak-threads': (dice) => {
    const base = dice.around(60, 400) * mib;
    const java = dice.chance(0.6);
    const maxHeap = base * 3;
    const runtime = java
      ? jvm({
          ...{ maxHeap, eden: 0.08 * maxHeap, threshold: 0.6, page: 'jvm' },
          promotedPerSecond: maxHeap / 20_000,
        })
      : native({ retains: 0.2, page: 'process' });
    const full = dice.around(1500, 12_000);
    const each = java ? 0 : dice.around(60_000, 200_000);
    const keeps = (leaked: number) => ({
      heap: base,
      threads: Math.round(40 + leaked),
      offHeap: leaked * each,
    });
    const limitBytes = java ? runtime.ceiling(base) + full * 90_000 : base * 1.3 + full * each;
    return growing(dice, ['thread'], { runtime, keeps, full, limitBytes });
  },
  // The heap profiler's own table of stacks (golang/go#69590, orbstack#2633): no diff shows it.
  'leak-profiler-buckets': (dice) => {
    const base = dice.around(30, 300) * mib;
    const runtime = goProcess(dice);
    const full = dice.between(1, 4) * (base + 60 * mib);
    const keeps = (leaked: number) => ({ heap: base, buckets: 1.5 * mib + leaked });
    return growing(dice, ['profiler-buckets'], {
      ...{ runtime, keeps, full, limitBytes: runtime.ceiling(base) + full },
    });
  },
  // GOMEMLIMIT below the container's limit: what is seen stops just under it while collections eat
  // the CPU (golang/go#58106, #48409); the live heap goes on.
  'leak-under-memory-limit': (dice) => {
    const base = dice.around(40, 300) * mib;
    const full = base * dice.between(2.5, 5);
    const memoryLimit = full * 1.15 + 20 * mib;
    const runtime = goProcess(dice, memoryLimit);
    const keeps = (leaked: number) => ({ heap: base + leaked });
    const limitBytes = memoryLimit / dice.between(0.85, 0.93);
    return growing(dice, ['heap'], { runtime, keeps, full: full - base, limitBytes });
  },
};
