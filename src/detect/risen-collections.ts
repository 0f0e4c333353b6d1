import { median } from 'simple-statistics';
import { kendallVariance } from '../model/kendall.ts';
import type { Collections } from './collections.ts';
import { constants } from './constants.ts';
import { floorAt } from './floor-tier.ts';
import { mannKendall } from './mann-kendall.ts';
import { pastOf } from './past.ts';
import { rampForm } from './ramp-form.ts';
import { rankSignificance } from './rank-significance.ts';
import { theilSen } from './theil-sen.ts';
import type { Track } from './track.ts';
import type { Past, WindowFigures } from './window-figures.ts';

/** Fewer collections say nothing of the form of a rise; more are seen by the windows of floors. */
const [fewest, most] = [4, 12];
/** Places between the first and the last at which the form is measured: collections come ever more often. */
const places = 12;

/**
 * The rise of what collections leave, as a window over the newest of them: as many as rise most surely above all before
 * them. A leak that fills a heap within a few collections shows in no window of floors, which are garbage between them.
 *
 *        │                ╱│╱
 *        │   ╱│  ╱│  ╱│ ╱  ▪     the newest outrank those before them
 *        │  ╱ │ ╱ │ ╱ ▪
 *        │ ╱  ▪╱  ▪╱
 *
 * null with fewer than four, or where the newest is not the highest but one.
 */
export function risenCollections(
  { ats, floors: all }: Collections,
  track: Track,
): WindowFigures | null {
  const found = surest(all);
  if (found === null) return null;
  const { count, z } = found;
  const from = all.length - count;
  const times = Float64Array.from(ats.slice(from));
  const floors = Float64Array.from(all.slice(from));
  const [startAt, endAt] = [times[0] ?? 0, times.at(-1) ?? 0];
  const { slope, interval } = theilSen(times, floors, kendallVariance(count, []));
  const even = evenly(times, floors);
  const past = pastBefore(ats, track);
  const highest = [...all.slice(0, from), past.precedentBefore(startAt, endAt - startAt) ?? 0];
  return {
    ...{ tier: 0, byMiddles: false, floors: count, startAt, endAt },
    ...{ z, tau: mannKendall(floors).tau, slope, slopeInterval: interval },
    growth: slope * (endAt - startAt),
    ...{ start: floors[0] ?? 0, end: floors.at(-1) ?? 0 },
    ...rampForm(even.times, even.floors),
    ...{ level: 0, coverage: 1, fallInterval: 0 },
    slowed: slope > 0 ? past.slopeBefore(startAt, floors[0] ?? 0) / slope : 0,
    swing: past.swingBefore(startAt, endAt - startAt),
    precedent: Math.max(...highest) || null,
  };
}

/** What was before, by the floors of buckets as wide as the collections are apart: finer ones are garbage. */
function pastBefore(ats: readonly number[], track: Track): Past {
  const apart = median(ats.slice(1).map((at, i) => at - (ats[i] ?? 0)));
  const found = track.tiers.findIndex(({ width }) => width >= apart);
  return pastOf(track, found < 0 ? constants.tierCount - 1 : found, () => null, floorAt);
}

/** How many of the newest rise most surely, and how surely. */
function surest(floors: readonly number[]): { count: number; z: number } | null {
  const newest = floors.at(-1) ?? 0;
  if (floors.length < fewest || floors.filter((floor) => floor > newest).length > 1) return null;
  let best = { count: 0, z: 0 };
  for (let count = fewest; count <= Math.min(most, floors.length); count++) {
    const z = rankSignificance(floors, count);
    if (z >= best.z) best = { count, z };
  }
  return best.count === 0 ? null : best;
}

/** The line through the points, read at times as far apart from each other. */
function evenly(ats: Float64Array, values: Float64Array) {
  const [from, to] = [ats[0] ?? 0, ats.at(-1) ?? 0];
  const times = Float64Array.from(
    { length: places },
    (_, i) => from + (i * (to - from)) / (places - 1),
  );
  return { times, floors: times.map((at) => readAt(ats, values, at)) };
}

function readAt(ats: Float64Array, values: Float64Array, at: number): number {
  const next = Math.max(
    1,
    ats.findIndex((time) => time >= at),
  );
  const [left, right] = [ats[next - 1] ?? 0, ats[next] ?? 0];
  const [low, high] = [values[next - 1] ?? 0, values[next] ?? 0];
  return low + (right > left ? (at - left) / (right - left) : 1) * (high - low);
}
