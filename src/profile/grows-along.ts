import type { GrowthSeries } from './growth-trend.ts';

/** Kolmogorov and Smirnov's limit for two samples: one pair in twenty of one course lies further apart. */
const limit = 1.36;

/**
 * Whether two sites grew in the same course of time, whatever the size: what is kept in pairs, a request
 * and the note of it, grows in a constant ratio.
 *
 *     ▁▂▄▅▇ and ▁▃▄▅▇   along        ▁▂▄▅▇ and ▁▁▁▇▇   not
 *
 * The largest distance between the parts that were reached at each capture, against what chance does with
 * as many sampled objects (the two-sample test of Smirnov 1948). False where one does not grow.
 */
export function growsAlong(a: GrowthSeries, b: GrowthSeries): boolean {
  return isNear(a, b, (ofA, ofB) => Math.abs(ofA - ofB));
}

/**
 * The same of a container that grows by leaps, which has room for up to twice what it holds: it may be so much ahead,
 * or behind what comes after its last leap.
 */
export function leapsAlong(container: GrowthSeries, held: GrowthSeries): boolean {
  return isNear(container, held, (room, part) => Math.max(room - 2 * part, part / 2 - room));
}

function isNear(
  a: GrowthSeries,
  b: GrowthSeries,
  distanceOf: (partOfA: number, partOfB: number) => number,
): boolean {
  const [ofA, ofB] = [partsOf(a), partsOf(b)];
  if (ofA === null || ofB === null) return false;
  const distance = Math.max(...ofA.parts.map((part, i) => distanceOf(part, ofB.parts[i] ?? 0)));
  return distance <= limit * Math.sqrt(1 / ofA.objects + 1 / ofB.objects);
}

/** The part of the growth that was there at each capture, and how many sampled objects it is, about. */
function partsOf({ values, pseudoVariance }: GrowthSeries) {
  const first = values[0] ?? 0;
  const growth = (values.at(-1) ?? 0) - first;
  if (growth <= 0) return null;
  return {
    parts: values.map((value) => (value - first) / growth),
    objects: growth / Math.sqrt(pseudoVariance),
  };
}
