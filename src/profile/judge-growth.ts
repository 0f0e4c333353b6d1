import type { Confidence } from '../model/culprit.ts';
import { kendallScore } from '../model/kendall.ts';
import type { Interval } from '../model/verdict.ts';
import { cameAtOnce } from './came-at-once.ts';
import { confirmedChance, likelyChance, type TestCounts } from './count-tests.ts';
import { floatingGarbage } from './floating-garbage.ts';
import { followsTraffic } from './follows-traffic.ts';
import { type GrowthSeries, growthTrend } from './growth-trend.ts';
import { keepsLess } from './keeps-less.ts';
import { hasLevelledOff, mayHaveLevelledOff } from './levelled-off.ts';
import { mannKendallRising } from './mann-kendall.ts';
import { splitsItself } from './map-table.ts';
import { confirmedCaptures, neededCaptures } from './needed-captures.ts';
import { upperQuantile } from './normal.ts';
import { largestStep, speaksAgainst } from './speaks-against.ts';
import { sum } from './sum.ts';

/** What the captures say about the growth of one site. */
export type Judgement = {
  readonly growth: number;
  /** 95 %, of this site alone. */
  readonly interval: Interval;
  /** Standard error of the growth. */
  readonly error: number;
  /** Lower end of the interval of the best estimate, corrected for the number of sites that were looked at. */
  readonly lowerBound: number;
  /** As far as the site alone can tell; `likely` also needs the first rank. */
  readonly confidence: Confidence;
  /** What keeps it from being more, the least missing last; empty when it is confirmed. */
  readonly missing: readonly string[];
  /** Within the error of sampling, and yet it is more likely than not that it grows: worth a guess. */
  readonly hint: boolean;
  /** It grew beyond doubt, but not as a leak does: worth a guess, and nobody is accused before it. */
  readonly suspect: boolean;
  /** By how many of its errors the slope of what is confirmed is above zero; else 0. */
  readonly slopeErrors: number;
};

/** Standard errors that a guess must exceed: 95 % one-sided, of this site alone. */
const hintZ = 1.645;
/** Standard errors that the slope must exceed, by sampling and by scatter. */
const confirmedZ = 3;
/** From here on the exact test can reach the chance below: six values in order have 1/720. */
const testedCaptures = 6;
const risingChance = 0.002;
const intervalZ = 1.96;
/** What frees so much of what it allocates gives things a time to live: few captures may lie within the first one. */
const livingShare = 0.25;
/** Parts of the growth: what may be lost again on the way, and what one step may bring. */
const mostFallen = 0.25;
const mostInOneStep = 0.8;
/** The chance at which values in random order would rise as much: more is up and down. */
const upAndDownChance = 0.05;
/** The scatter around the line is measured at few points; a slope below twice its error is none. */
const likelyScatterZ = 2;

/** What keeps most sites of a large program from being more: one list for all of them. */
const withinError: readonly string[] = ['its growth is within the error of sampling'];

/**
 * Judges one site. `likely`: sampling cannot explain its growth, and its shape does not speak against a
 * leak. `confirmed`: four captures or more, a
 * slope beyond three errors, and a rise from capture to capture. `tests`: how many sites share the chance
 * of an error.
 */
export function judgeGrowth(series: GrowthSeries, tests: TestCounts): Judgement {
  const { values } = series;
  const growth = (values.at(-1) ?? 0) - (values[0] ?? 0);
  const error = Math.sqrt(series.wholeVariance + series.pseudoVariance);
  const best = bestEstimate(series);
  const lowerBound = best.growth - upperQuantile(likelyChance / tests.likely) * best.error;
  // Most sites of a large program do not grow: they cost nothing.
  const stands = best.growth > hintZ * best.error;
  const doubted = stands ? doubts(series) : [];
  const against = lowerBound > 0 && doubted.length === 0 ? speaksAgainst(series, best) : [];
  const notLikely = lowerBound > 0 ? [...doubted, ...against] : withinError;
  const missing = notLikely.length > 0 ? notLikely : notConfirmed(series, tests);
  return {
    growth,
    error,
    interval: [growth - intervalZ * error, growth + intervalZ * error],
    lowerBound,
    confidence:
      missing.length === 0
        ? 'confirmed'
        : notLikely.length === 0
          ? 'likely'
          : 'not-enough-evidence',
    missing,
    hint:
      stands &&
      doubted.length === 0 &&
      values.length >= confirmedCaptures &&
      mannKendallRising(values) <= upAndDownChance,
    suspect: against.length > 0,
    slopeErrors: missing.length === 0 ? slopeErrors(series) : 0,
  };
}

function slopeErrors(series: GrowthSeries): number {
  const { slope, scatterError } = growthTrend(series);
  const best = bestEstimate(series);
  return Math.min(best.growth / best.error, slope / scatterError);
}

/**
 * The growth and its sampling error, by the better of two estimates: last − first, where what was sampled
 * once stays for good, for then all that lies between is in the last capture as well; and from four
 * captures on the line through all of them, where objects come and go. Which is better is told by the
 * errors alone, not by the growth.
 */
function bestEstimate(series: GrowthSeries): { readonly growth: number; readonly error: number } {
  const { seconds, values, wholeVariance, pseudoVariance } = series;
  const ends = {
    growth: (values.at(-1) ?? 0) - (values[0] ?? 0),
    error: Math.sqrt(wholeVariance + pseudoVariance),
  };
  if (values.length < confirmedCaptures) return ends;
  const { slope, samplingError } = growthTrend(series);
  const span = (seconds.at(-1) ?? 0) - (seconds[0] ?? 0);
  return samplingError * span < ends.error
    ? { growth: slope * span, error: samplingError * span }
    : ends;
}

/** Why growth that sampling cannot explain is no leak yet: needs four captures to say anything. */
function doubts(series: GrowthSeries): readonly string[] {
  if (series.values.length < confirmedCaptures) return [];
  if (hasLevelledOff(series)) return ['its growth has levelled off'];
  // A container grows in steps that lie off any line, and by its nature never shrinks.
  if (series.stepSize > 0) return [];
  if (followsTraffic(series) === 'yes') {
    return ['it follows the traffic: as much more is allocated, and most of it is freed again'];
  }
  const { slope, scatterError } = growthTrend(series);
  const rises =
    slope > likelyScatterZ * scatterError ||
    mannKendallRising(series.values) <= upAndDownChance ||
    comesInBursts(series.values);
  return rises ? [] : ['it goes up and down more than it rises'];
}

/** What comes in bursts lies off any line as well, but hardly falls; a single jump is none. */
function comesInBursts(values: readonly number[]): boolean {
  const steps = values.slice(1).map((value, i) => value - (values[i] ?? 0));
  const growth = sum(steps);
  const fallen = -sum(steps.filter((step) => step < 0));
  return fallen <= mostFallen * growth && largestStep(values) <= mostInOneStep * growth;
}

function notConfirmed(series: GrowthSeries, tests: TestCounts): readonly string[] {
  const count = series.values.length;
  const needed = neededCaptures(series);
  if (count < confirmedCaptures) {
    return [
      `${count} captures cannot tell a leak from a cache that fills; ${needed} of one process are needed`,
    ];
  }
  const { slope, scatterError } = growthTrend(series);
  const z = upperQuantile(confirmedChance / tests.confirmed);
  const missing: string[] = [];
  const best = bestEstimate(series);
  if (count < needed) {
    missing.push(
      `without gc=1 a capture is up to two collections old, so that ${needed} are needed`,
    );
  }
  if (best.growth <= z * best.error)
    missing.push(`its slope is below ${z.toFixed(1)} sampling errors`);
  else if (best.growth - floatingGarbage(series) <= z * best.error) {
    missing.push(
      'garbage that was not collected yet may make up as much, unless the captures were taken with gc=1',
    );
  }
  if (slope <= confirmedZ * scatterError) missing.push('it scatters too much around its slope');
  if (mayHaveLevelledOff(series)) missing.push('its growth may be levelling off');
  if (!splitsItself(series) && keepsLess(series))
    missing.push('it keeps less of what it allocates than before');
  if (count < testedCaptures && series.freedShare >= livingShare) {
    missing.push(
      `much of what it allocates is freed again, and that needs ${testedCaptures} captures`,
    );
  }
  return [...missing, ...unevenness(series)];
}

/** What is uneven in a growth that sampling and scatter do not explain. */
function unevenness(series: GrowthSeries): readonly string[] {
  const missing: string[] = [];
  if (!risesThroughout(series.values)) missing.push('it does not rise from capture to capture');
  if (cameAtOnce(series, mostInOneStep)) missing.push('nearly all of it came between two captures');
  return missing;
}

/**
 * From six captures on by the exact test. A container grows in steps and is the same at two captures
 * between two steps: such a plateau counts as one capture, so a staircase is tested from its sixth
 * step. Below, no value may fall and three levels must be seen, since chance alone does the rest:
 * four values in random order rise throughout once in 24 times.
 */
function risesThroughout(values: readonly number[]): boolean {
  const levels = values.filter((value, i) => i === 0 || value !== values[i - 1]);
  if (values.length >= testedCaptures && mannKendallRising(values) <= risingChance) return true;
  if (levels.length >= testedCaptures) return false;
  const pairs = (levels.length * (levels.length - 1)) / 2;
  return levels.length >= 3 && kendallScore(levels) === pairs;
}
