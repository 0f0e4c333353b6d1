import type { Interval } from '../model/verdict.ts';
import { constants } from './constants.ts';
import { type FloorTier, floorAt, timeAt } from './floor-tier.ts';
import { mannKendall } from './mann-kendall.ts';
import { rampForm } from './ramp-form.ts';
import { theilSen } from './theil-sen.ts';

/** All that the gates ask of one window of floors. Times in base widths, slopes per base width. Plain data. */
export type WindowFigures = {
  readonly tier: number;
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
  readonly plateau: number | null;
  readonly lineOverSteps: number;
  /** Share of the floors that equal the one before: a staircase's treads. */
  readonly level: number;
  /** Floors over those that the step and the bucket width promise. */
  readonly coverage: number;
  /** The highest floor before the window, of this life and earlier ones; null: there is none. */
  readonly precedent: number | null;
  /** Median time between two falls of 10 %; 0 without a rhythm. */
  readonly fallInterval: number;
};

/** Which floors of a tier to look at: `floors` of them up to the newest, and the series' own step. */
export type WindowChoice = {
  readonly tier: FloorTier;
  readonly index: number;
  readonly floors: number;
  /** Median time between two samples, in base widths. */
  readonly step: number;
  readonly fallInterval: number;
  /** Answers with the highest floor before a time; asked only for a window that rises. */
  readonly precedentBefore: (at: number) => number | null;
};

/**
 * Measures a window. null when its ends do not differ upwards by `leastRise` (a share of its
 * level or of `limit`): the cheap way out for nearly every series at nearly every close.
 */
export function windowFigures(choice: WindowChoice, limit: number | null): WindowFigures | null {
  const { tier, index, floors } = choice;
  if (floors < constants.fewestFloors) return null;
  const newest = middleOf(tier, 0);
  if (!(newest - middleOf(tier, floors - 3) > leastRise * (limit ?? newest))) return null;
  let values = new Float64Array(floors);
  const times = new Float64Array(floors);
  for (let i = 0; i < floors; i++) {
    values[i] = floorAt(tier, floors - 1 - i);
    times[i] = timeAt(tier, floors - 1 - i);
  }
  // A bucket of one sample holds no floor yet: the least of three neighbours is one.
  if (choice.step >= tier.width) values = values.map((value, i) => leastAround(values, i, value));
  const start = middle(values[0] ?? 0, values[1] ?? 0, values[2] ?? 0);
  const end = middle(values.at(-1) ?? 0, values.at(-2) ?? 0, values.at(-3) ?? 0);
  const { z, tau, variance } = mannKendall(values);
  if (z < leastZ) return null;
  const { slope, interval } = theilSen(times, values, variance);
  const [startAt, endAt] = [times[0] ?? 0, times[floors - 1] ?? 0];
  const span = endAt - startAt;
  return {
    ...{ tier: index, floors, startAt, endAt, z, tau, slope, slopeInterval: interval, start, end },
    growth: slope * span,
    ...rampForm(times, values),
    level: shareLevel(values),
    coverage: span === 0 ? 1 : ((floors - 1) * Math.max(tier.width, choice.step)) / span,
    precedent: choice.precedentBefore(startAt),
    fallInterval: choice.fallInterval,
  };
}

/** Below this nothing is said, not even a suspicion: half of the least `min_growth` in sight. */
const leastRise = 0.02;
const leastZ = 1.5;

/** The median of three floors, the newest of them `back` places before the newest of all. */
function middleOf(tier: FloorTier, back: number): number {
  return middle(floorAt(tier, back), floorAt(tier, back + 1), floorAt(tier, back + 2));
}

function middle(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

function leastAround(values: Float64Array, i: number, value: number): number {
  return Math.min(values[i - 1] ?? value, value, values[i + 1] ?? value);
}

function shareLevel(values: Float64Array): number {
  let level = 0;
  for (let i = 1; i < values.length; i++) if (values[i] === values[i - 1]) level++;
  return level / (values.length - 1);
}
