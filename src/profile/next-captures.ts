import type { Diff } from '../model/culprit.ts';
import type { GrowthSeries } from './growth-trend.ts';
import type { Judgement } from './judge-growth.ts';
import { neededCaptures } from './needed-captures.ts';

/** With enough captures two more show whether growth goes on. */
const twoMore = 2;
/** To wait longer than this many times the whole time so far is no advice. */
const mostPatience = 20;

/**
 * Which captures would confirm or clear the site of the first rank. With too few: as many as are missing,
 * as far apart as those so far. Growth within its error: so long that it would stand out if it went on,
 * since the error of a site that memory passes through stays while a leak grows. null: it is confirmed,
 * nothing grew, or waiting does not help.
 */
export function nextCaptures(series: GrowthSeries, judgement: Judgement): Diff['next'] {
  const { seconds } = series;
  const { confidence, growth, lowerBound } = judgement;
  const count = seconds.length;
  const span = (seconds.at(-1) ?? 0) - (seconds[0] ?? 0);
  if (confidence === 'confirmed' || growth <= 0 || span <= 0) return null;
  const captures = Math.max(twoMore, neededCaptures(series) - count);
  if (lowerBound > 0) return { captures, apartSeconds: span / (count - 1) };
  // lowerBound = growth − needed.
  const patience = (growth - lowerBound) / growth;
  return patience > mostPatience ? null : { captures, apartSeconds: (patience * span) / captures };
}
