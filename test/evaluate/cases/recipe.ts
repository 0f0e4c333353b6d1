import type { LeakKind } from '../../../src/model/verdict.ts';
import { day, hour, mib, minute } from '../case.ts';
import type { Dice } from '../dice.ts';
import { go } from '../simulate/go.ts';
import { jvm } from '../simulate/jvm.ts';
import { native } from '../simulate/native.ts';
import { node } from '../simulate/node.ts';
import type { Bursts, Moment, Noise, Runtime, Scrapes, World } from '../simulate/world.ts';

/** What a class draws: a world to play, when its leak begins, and what may be said to leak. */
export type Drawn = {
  readonly world: World;
  /** Milliseconds since the series began; null: harmless. */
  readonly onset: number | null;
  /** Null where the page cannot tell. */
  readonly leakKinds: readonly LeakKind[] | null;
};

/** One class of services: what it stands for is said where it is written. */
export type Recipe = (dice: Dice) => Drawn;
export type Family = Readonly<Record<string, Recipe>>;

const steps = [
  minute / 4,
  minute / 2,
  minute,
  5 * minute,
  10 * minute,
  15 * minute,
  hour,
  6 * hour,
];
const mostSteps = 6000;

/** A scrape interval at which a rise of this length is seen and a span stays affordable. */
export function stepFor(dice: Dice, spanMs: number, riseMs: number): number {
  const fit = steps.filter((step) => spanMs / step <= mostSteps && riseMs / step >= 50);
  return fit.length > 0 ? dice.pick(fit) : Math.max(minute, spanMs / mostSteps);
}

/** Everything that a class does not say for itself. */
export function worldOf(
  dice: Dice,
  about: Partial<World> & Pick<World, 'spanMs' | 'keeps' | 'runtime'>,
): World {
  const stepMs = about.spanMs <= 3 * day ? minute : 5 * minute;
  return {
    seed: dice.seed,
    stepMs: about.spanMs / stepMs <= mostSteps ? stepMs : 15 * minute,
    noise: noiseOf(dice),
    scrapes: scrapesOf(dice),
    limit: { peakShare: dice.between(0.35, 0.97) },
    limitKnown: dice.chance(0.7),
    startKnown: dice.chance(0.75),
    restartsKnown: dice.chance(0.4),
    exitKnown: dice.chance(0.4),
    versionKnown: dice.chance(0.3),
    load: () => 1,
    loadKnown: dice.chance(0.25),
    replicas: () => 1,
    deploys: [],
    renames: false,
    agedMs: 0,
    crashAge: () => Number.POSITIVE_INFINITY,
    backOffMs: () => 20_000,
    ...about,
  };
}

const none: Bursts = { perDay: 0, height: 0, lastsMs: 0 };

/** The wavering of an ordinary service; `share` scales its drift. */
export function noiseOf(dice: Dice, about: Partial<Noise> = {}): Noise {
  const height = dice.between(0.05, 0.5);
  return {
    drift: dice.around(0.002, 0.025),
    driftMs: dice.pick([minute, 10 * minute, hour, 6 * hour]),
    white: dice.pick([0, 0.002, 0.01]),
    spikes: { perDay: dice.pick([0, 0, 2, 15]), height, lastsMs: dice.pick([5, 30]) * minute },
    dips: none,
    ...about,
  };
}

/** How far a wavering goes at most, as a share. */
function mostOf({ drift, white, spikes }: Noise): number {
  return 4 * drift + 4 * white + (spikes.perDay > 0 ? spikes.height : 0);
}

/** Scrapes as they are: a few lost, now and then a spell without any. */
export function scrapesOf(dice: Dice, about: Partial<Scrapes> = {}): Scrapes {
  return {
    missing: dice.pick([0, 0, 0.005, 0.02, 0.1]),
    outagesPerDay: dice.pick([0, 0, 0.2]),
    outageMs: dice.around(5, 120) * minute,
    jitter: dice.pick([0, 0.01]),
    doubled: 0,
    clock: null,
    ...about,
  };
}

/** A runtime, and what a page of it lets a detector name. */
export type Drawable = {
  readonly runtime: Runtime;
  readonly leakKinds: readonly LeakKind[] | null;
};

/** Any runtime in which this much is the most that is reachable; `leaks`: and that fills it. */
function anyRuntime(dice: Dice, heap: number, leaks: boolean): Drawable {
  return dice.pick([goOf, goOf, goOf, jvmOf, nodeOf, nativeOf, nativeOf])(dice, heap, leaks);
}

/** Go, with its garbage and its pages. */
export function goOf(dice: Dice): Drawable {
  const page = dice.pick(['go', 'go', 'go-live', 'rss', 'workingSet', 'value'] as const);
  const runtime = go({
    gogc: dice.pick([1, 1, 1, 0.5, 2]),
    allocPerSecond: dice.around(0.05, 40) * mib,
    slack: dice.between(0.02, 0.12),
    page,
    memoryLimit: Number.POSITIVE_INFINITY,
  });
  return { runtime, leakKinds: page === 'go' || page === 'go-live' ? ['heap'] : null };
}

/** A JVM whose old generation is collected every few minutes up to every two hours. */
function jvmOf(dice: Dice, heap: number, leaks: boolean): Drawable {
  const threshold = dice.between(0.5, 0.9);
  const maxHeap = leaks ? heap / 0.97 : heap / dice.between(0.2, 0.6 * threshold + 0.1);
  const ramp = dice.around(10 * minute, 2 * hour) / 1000;
  const room = Math.max(0.1 * maxHeap, threshold * maxHeap - heap);
  const eden = dice.between(0.04, 0.12) * maxHeap;
  const page = dice.pick(['jvm', 'jvm', 'heapUsed', 'afterYoung'] as const);
  const runtime = jvm({ maxHeap, eden, promotedPerSecond: room / ramp, threshold, page });
  return { runtime, leakKinds: ['heap'] };
}

/** Node, with garbage of the old space that is marked every few minutes up to every few hours. */
export function nodeOf(dice: Dice, heap: number, leaks: boolean): Drawable {
  const maxHeap = leaks ? heap / 0.97 : heap / dice.between(0.3, 0.6) + 64 * mib;
  const growth = dice.between(0.2, 0.6);
  const every = dice.around(5 * minute, 3 * hour) / 1000;
  const page = dice.pick(['node', 'node', 'node', 'heapUsed', 'rss'] as const);
  const garbagePerSecond = Math.max(4 * mib, growth * heap) / every;
  const runtime = node({ maxHeap, growth, garbagePerSecond, page });
  return { runtime, leakKinds: page === 'rss' ? null : ['heap'] };
}

/** A native program in a container. */
export function nativeOf(dice: Dice): Drawable {
  const page = dice.pick(['rss', 'workingSet', 'container', 'process'] as const);
  return { runtime: native({ retains: dice.pick([0, 0.3, 0.7]), page }), leakKinds: null };
}

/** Time to the limit, from the onset: the ladder of detection.md 8. */
export const ladder = [hour, 6 * hour, day, 3 * day, 10 * day, 30 * day];

/** How a leak grows: the share of the way to the limit, by the share of the time. */
export type Shape = (share: number, moment: Moment) => number;

export type LeakAbout = {
  /** What it keeps before it leaks. */
  readonly base?: number;
  readonly shape?: Shape;
  /** 0: it leaks from its start on, and nothing stands before. Default: one to four days. */
  readonly onset?: number;
  readonly fills?: number;
  /** How many times `fills` are played after the onset. */
  readonly lives?: number;
  /** What it keeps besides, as a factor of its base. */
  readonly pattern?: (moment: Moment) => number;
  readonly drawable?: (dice: Dice, heap: number, leaks: boolean) => Drawable;
  readonly world?: Partial<World>;
  /** The most that `pattern` comes to. */
  readonly peak?: number;
  /** How many times its base it keeps when it is full. */
  readonly ratio?: number;
};

/** A leak that reaches the limit a time off the ladder after its onset, in lives that follow too. */
export function leak(dice: Dice, about: LeakAbout = {}): Drawn {
  const { shape = (share) => share, pattern = () => 1, lives = 1.12 } = about;
  const base = about.base ?? dice.around(15, 800) * mib;
  const noise = about.world?.noise ?? noiseOf(dice);
  // Without its leak it lives well below its limit, in its worst hour too.
  const worst = (about.peak ?? 1) * (1 + mostOf(noise));
  const full = base * Math.max(about.ratio ?? dice.around(1.5, 8), 1.3 * worst);
  const fills = about.fills ?? dice.pick(ladder.slice(0, 5)) * dice.between(0.8, 1.25);
  const onset = about.onset ?? dice.between(1, 4) * day;
  const tau = Math.min(dice.around(1, 15) * minute, fills / 30);
  const { runtime, leakKinds } = (about.drawable ?? anyRuntime)(dice, full, true);
  const keeps = (moment: Moment) => {
    const { age, at, life } = moment;
    const since = Math.max(0, life === 0 ? at - onset : age);
    const settled = 1 - 0.4 * Math.exp(-age / tau);
    const grown = (full - base) * shape(since / fills, moment);
    return { heap: base * settled * pattern(moment) + grown };
  };
  const spanMs = onset + fills * lives;
  const world = worldOf(dice, {
    ...{ spanMs, keeps, runtime, stepMs: stepFor(dice, spanMs, fills) },
    limit: { bytes: runtime.ceiling(full) * (runtime.ownHeap === true ? 1 : 0.97) },
    noise,
    agedMs: onset === 0 ? 0 : dice.pick([0, 2 * day]),
    ...about.world,
  });
  return { world, onset, leakKinds };
}

/** A harmless service; `peak` is the most that it keeps. */
export function quiet(
  dice: Dice,
  peak: number,
  about: Partial<World> & Pick<World, 'spanMs' | 'keeps'>,
): Drawn {
  const { runtime } =
    about.runtime === undefined ? anyRuntime(dice, peak, false) : { runtime: about.runtime };
  return { world: worldOf(dice, { runtime, ...about }), onset: null, leakKinds: null };
}

/** The same of a service that has run for days before anybody looks, as most have. */
export function running(
  dice: Dice,
  peak: number,
  about: Partial<World> & Pick<World, 'spanMs' | 'keeps'>,
): Drawn {
  return quiet(dice, peak, { agedMs: dice.pick([0, 3, 20]) * day, ...about });
}

/** Sizes of services: what they keep when nothing is wrong. */
export const level = (dice: Dice) => dice.around(10, 2000) * mib;
/** The way towards a plateau, 0 to 1. */
export const warming = (age: number, tau: number) => 1 - Math.exp(-age / tau);

/** The day's rhythm: 0 at night to 1 in the afternoon, with a phase of its own. */
export function dailyRhythm(dice: Dice): (at: number) => number {
  const [phase, sharp] = [dice.between(0, day), dice.between(0.6, 2)];
  return (at) => (0.5 - 0.5 * Math.cos((2 * Math.PI * (at + phase)) / day)) ** sharp;
}

/** Day of the week (0 to 6, 5 and 6 being the weekend) and hour of the day of a calendar of its own. */
export function calendar(dice: Dice): (at: number) => { weekday: number; hour: number } {
  const phase = dice.between(0, 7 * day);
  return (at) => {
    const days = (at + phase) / day;
    return { weekday: Math.floor(days) % 7, hour: (days % 1) * 24 };
  };
}
