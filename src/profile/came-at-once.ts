import type { GrowthSeries } from './growth-trend.ts';

/** Captures from which on a step may lie in two intervals, and how many intervals must have passed since. */
const capturesAroundStep = 7;
const quietIntervals = 2;
/** Poisson errors by which the rest of the time must have brought less than the step's own rate lets one expect. */
const certainty = 2;

/**
 * Whether growth came in one step: so large a part of it between two captures, or in two neighbouring intervals if the
 * step was under way at a capture, that at the same rate the rest of the time would have brought far more than it did.
 * By the time and not by the number of captures: the first is often hours older than the others, and a leak has most
 * of its growth before them.
 *
 *     ▁▁▁▇▇▇ and ▁▁▃▇▇▇▇   at once        ▁       ▆▆▇▇   not: there is as much in every hour
 *
 * Two intervals count only if they are followed by others: growth may just have begun.
 */
export function cameAtOnce(series: GrowthSeries, share: number): boolean {
  const { values } = series;
  const last = values.length - 1;
  const past = values.length < capturesAroundStep ? 0 : last - quietIntervals;
  return values.some(
    (_, from) =>
      (from + 1 <= last && isStep(series, from, from + 1, share)) ||
      (from + 2 <= past && isStep(series, from, from + 2, share)),
  );
}

function isStep(
  { seconds, values, pseudoVariance }: GrowthSeries,
  from: number,
  to: number,
  share: number,
): boolean {
  const between = (list: readonly number[], a: number, b: number) =>
    (list[b] ?? 0) - (list[a] ?? 0);
  const last = values.length - 1;
  const growth = between(values, 0, last);
  const step = between(values, from, to);
  if (growth <= 0 || step < share * growth) return false;
  const inside = between(seconds, from, to);
  const outside = between(seconds, 0, last) - inside;
  // An object that was sampled stands for the rate or more.
  const objects = (bytes: number) => bytes / Math.sqrt(pseudoVariance);
  const expected = (objects(step) * outside) / inside;
  return expected - objects(Math.max(0, growth - step)) >= certainty * Math.sqrt(expected);
}
