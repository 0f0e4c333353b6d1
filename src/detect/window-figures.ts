import { kendallScore, kendallVariance } from '../model/kendall.ts';
import type { Interval } from '../model/verdict.ts';
import { constants } from './constants.ts';
import { type FloorTier, floorAt, timeAt } from './floor-tier.ts';
import { mannKendall } from './mann-kendall.ts';
import { middleOfThree } from './middle-of-three.ts';
import { rampForm } from './ramp-form.ts';
import { theilSen } from './theil-sen.ts';

/** All that the gates ask of one window of floors. Times in base widths, slopes per base width. Plain data. */
export type WindowFigures = {
  readonly tier: number;
  /** Whether the means of buckets were measured in place of their floors. */
  readonly byMiddles: boolean;
  readonly floors: number;
  readonly startAt: number;
  readonly endAt: number;
  readonly z: number;
  readonly tau: number;
  readonly slope: number;
  readonly slopeInterval: Interval;
  /** Slope times span. */
  readonly growth: number;
  /** Medians of the first and of the last three floors. */
  readonly start: number;
  readonly end: number;
  readonly rising: number;
  readonly largest: number;
  readonly steadiness: number;
  readonly steadinessError: number;
  readonly plateau: number | null;
  readonly lineOverSteps: number;
  readonly overWalk: number;
  /** Share of the floors that equal the one before: a staircase's treads. */
  readonly level: number;
  /** Floors over those that the step and the bucket width promise. */
  readonly coverage: number;
  /** The highest floor before the window, of this life and earlier ones; null: there is none. */
  readonly precedent: number | null;
  /** Median time between two falls of 10 %; 0 without a rhythm. */
  readonly fallInterval: number;
  /** The slope of the life before the window over the window's; 0 where nothing of it is known. */
  readonly slowed: number;
  /** The largest rise before the window, no longer than it, that was taken back; 0: none is known. */
  readonly swing: number;
};

/** What a series did before a window. Times in base widths. */
export type Past = {
  /** The highest floor before a window that begins at a time and has a span; null: there is none. */
  readonly precedentBefore: (at: number, span: number) => number | null;
  /** The mean slope of the life up to a time at which it stood at `level`; 0 where nothing of it is known. */
  readonly slopeBefore: (at: number, level: number) => number;
  /** The largest rise within a span, before a time, that was taken back; 0: none is known. */
  readonly swingBefore: (at: number, span: number) => number;
};

/** A height of a bucket: its floor, or the mean of the finer floors in it. */
export type HeightAt = (tier: FloorTier, back: number) => number;

/** Which floors of a tier to look at: `floors` of them up to the newest, and the series' own step. */
export type WindowChoice = {
  readonly tier: FloorTier;
  readonly index: number;
  readonly floors: number;
  /** Median time between two samples, in base widths. */
  readonly step: number;
  readonly fallInterval: number;
  /** What is measured of each bucket; left out: its floor. */
  readonly heightAt?: HeightAt;
  /** Least significance of a window that is worth measuring; left out: a suspicion's. */
  readonly leastZ?: number;
  /** What the series did before; asked only for a window that rises. null: not asked. */
  readonly past: Past | null;
};

/**
 * Measures a window. null when its ends do not differ upwards by a share of its level or of `limit`,
 * or its rise is not significant: the cheap ways out for nearly every series at nearly every close.
 */
export function windowFigures(choice: WindowChoice, limit: number | null): WindowFigures | null {
  const { tier, index, floors } = choice;
  const heightAt = choice.heightAt ?? floorAt;
  if (!mayRise(tier, floors, limit, heightAt)) return null;
  const raw = room.raw[floors] as Float64Array;
  for (let i = 0; i < floors; i++) raw[i] = heightAt(tier, floors - 1 - i);
  const trend = trendOf(raw, choice);
  if (trend === null) return null;
  const { z, tau, values } = trend;
  const times = room.times[floors] as Float64Array;
  for (let i = 0; i < floors; i++) times[i] = timeAt(tier, floors - 1 - i);
  const [startAt, endAt] = [times.at(0) ?? 0, times.at(-1) ?? 0];
  const { slope, interval } = theilSen(times, values, trend.variance);
  const start = middleOf(values, 0);
  return {
    byMiddles: heightAt !== floorAt,
    ...{ tier: index, floors, startAt, endAt, z, tau, slope, slopeInterval: interval },
    growth: slope * (endAt - startAt),
    ...{ start, end: middleOf(values, floors - 3) },
    ...rampForm(times, values),
    level: shareLevel(values),
    coverage: ((floors - 1) * Math.max(tier.width, choice.step)) / (endAt - startAt),
    fallInterval: choice.fallInterval,
    ...before(choice.past, { startAt, endAt, start, slope }),
  };
}

type Trend = {
  readonly z: number;
  readonly variance: number;
  readonly tau: number;
  /** What the form is judged on. */
  readonly values: Float64Array;
};

/** The rise of a window; null where it says too little. */
function trendOf(raw: Float64Array, { tier, step, heightAt, leastZ }: WindowChoice): Trend | null {
  const least = leastZ ?? constants.significance.suspicion;
  const score = kendallScore(raw);
  if (score < leastScore * least * Math.sqrt(kendallVariance(raw.length, []))) return null;
  const trend = mannKendall(raw, score);
  if (trend.z < least) return null;
  const means = heightAt !== undefined && heightAt !== floorAt;
  const values = step < tier.width || means ? raw : leastOfThree(raw);
  // Neighbours that share a sample are no independent witnesses: they say how even, not how sure.
  const { tau } = values === raw ? trend : mannKendall(values);
  if (leastZ === undefined && tau < leastTau) return null;
  return { z: trend.z, variance: trend.variance, tau, values };
}

/** What was before the window. */
function before(
  past: Past | null,
  {
    startAt,
    endAt,
    start,
    slope,
  }: { startAt: number; endAt: number; start: number; slope: number },
): Pick<WindowFigures, 'precedent' | 'slowed' | 'swing'> {
  if (past === null) return { precedent: null, slowed: 0, swing: 0 };
  return {
    precedent: past.precedentBefore(startAt, endAt - startAt),
    slowed: slope > 0 ? past.slopeBefore(startAt, start) / slope : 0,
    swing: past.swingBefore(startAt, endAt - startAt),
  };
}

/** Ties lessen the variance of S, at most to this share of its root that any window of use has. */
const leastScore = 0.4;

/** No gate lets less through, at the highest sensitivity: the dear figures need not be found. */
const leastTau = constants.monotony.alarm * constants.strictness.high;

/** Room to write a window of any length down: filled anew for each, never handed out. */
const room = {
  raw: Array.from({ length: constants.tierLength + 1 }, (_, n) => new Float64Array(n)),
  times: Array.from({ length: constants.tierLength + 1 }, (_, n) => new Float64Array(n)),
};

/** Below this nothing is said, not even a suspicion: half of the least `min_growth` in sight. */
const leastRise = 0.02;

/** A bucket of one sample holds no floor yet: the least of three neighbours is one. */
function leastOfThree(raw: Float64Array): Float64Array {
  return raw.map((value, i) => Math.min(raw[i - 1] ?? value, value, raw[i + 1] ?? value));
}

/**
 * Whether the ends of a window differ upwards by a share of its level or of `limit`: the cheapest way out,
 * taken by nearly every series at nearly every close.
 */
export function mayRise(
  tier: FloorTier,
  floors: number,
  limit: number | null,
  heightAt: HeightAt = floorAt,
): boolean {
  if (floors < constants.fewestFloors) return false;
  const oldest = floors - 3;
  const end = middleOfThree(heightAt(tier, 0), heightAt(tier, 1), heightAt(tier, 2));
  const start = middleOfThree(
    heightAt(tier, oldest),
    heightAt(tier, oldest + 1),
    heightAt(tier, oldest + 2),
  );
  return end - start > leastRise * (limit ?? end);
}

function middleOf(values: Float64Array, from: number): number {
  return middleOfThree(values[from] ?? 0, values[from + 1] ?? 0, values[from + 2] ?? 0);
}

function shareLevel(values: Float64Array): number {
  let level = 0;
  for (let i = 1; i < values.length; i++) if (values[i] === values[i - 1]) level++;
  return level / (values.length - 1);
}
