import type { FigureName, LifeEnd, Reading } from '../../src/model/reading.ts';

/** A value for each tick; composed of the small functions below. */
export type Curve = (tick: number) => number;

/** How a curve becomes readings. */
export type Recorded = {
  readonly ticks: number;
  readonly stepMs?: number;
  readonly startMs?: number;
  readonly figure?: FigureName;
  readonly instance?: string;
  readonly limitBytes?: number;
  /** Ticks at which the process is started anew; the curve sees ticks since then. */
  readonly restarts?: readonly number[];
  readonly lastExit?: LifeEnd;
  /** Whether the readings carry a start time. */
  readonly known?: boolean;
};

export const mib = 1024 * 1024;

/** A seeded stream of numbers in [0, 1): mulberry32. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const constant =
  (value: number): Curve =>
  () =>
    value;

export const ramp =
  (from: number, perTick: number): Curve =>
  (tick) =>
    from + perTick * tick;

/** Garbage on top of a curve: rises by `height` in `period` ticks, then collected. */
export const teeth =
  (floor: Curve, height: number, period: number): Curve =>
  (tick) =>
    floor(tick) + (height * (tick % period)) / period;

/** Grows towards `from + rise` with time constant `tau`. */
export const warmUp =
  (from: number, rise: number, tau: number): Curve =>
  (tick) =>
    from + rise * (1 - Math.exp(-tick / tau));

export const diurnal =
  (mean: number, swing: number, ticksADay: number): Curve =>
  (tick) =>
    mean - swing * Math.cos((2 * Math.PI * tick) / ticksADay);

export const stepAt =
  (at: number, before: number, after: number): Curve =>
  (tick) =>
    tick < at ? before : after;

/** A slice that `append` grows: the live heap jumps to the next capacity, ×1.25 each time. */
export const staircase =
  (from: number, perTick: number): Curve =>
  (tick) => {
    let capacity = from;
    while (capacity < from + perTick * tick) capacity *= 1.25;
    return capacity;
  };

/** Uniform noise of ±`share` of the curve. */
export function noisy(curve: Curve, share: number, seed: number): Curve {
  const next = random(seed);
  return (tick) => curve(tick) * (1 + share * (2 * next() - 1));
}

/** Readings of one instance, one each tick. */
export function record(curve: Curve, about: Recorded): Reading[] {
  const { ticks, stepMs = 60_000, startMs = 1_700_000_000_000, figure = 'heapLive' } = about;
  const { restarts = [], known = true, limitBytes, lastExit } = about;
  return Array.from({ length: ticks }, (_, tick) => {
    const born = restarts.findLast((at) => at <= tick) ?? 0;
    return {
      atMs: startMs + tick * stepMs,
      instance: about.instance ?? 'a',
      figures: { [figure]: curve(tick - born) },
      ...(known ? { startAtMs: startMs + born * stepMs - 500 } : {}),
      ...(limitBytes === undefined ? {} : { limitBytes }),
      ...(born > 0 && lastExit !== undefined ? { lastExit } : {}),
    };
  });
}
