import { kendallVariance } from '../model/kendall.ts';
import type { Collections } from './collections.ts';
import { mannKendall } from './mann-kendall.ts';
import { rampForm } from './ramp-form.ts';
import { rankSignificance } from './rank-significance.ts';
import { theilSen } from './theil-sen.ts';
import type { WindowFigures } from './window-figures.ts';

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
export function risenCollections({ ats, floors: all }: Collections): WindowFigures | null {
  const found = surest(all);
  if (found === null) return null;
  const { count, z } = found;
  const from = all.length - count;
  const times = Float64Array.from(ats.slice(from));
  const floors = Float64Array.from(all.slice(from));
  const [startAt, endAt] = [times[0] ?? 0, times.at(-1) ?? 0];
  const { slope, interval } = theilSen(times, floors, kendallVariance(count, []));
  const even = evenly(times, floors);
  return {
    ...{ tier: 0, byMiddles: false, floors: count, startAt, endAt },
    ...{ z, tau: mannKendall(floors).tau, slope, slopeInterval: interval },
    growth: slope * (endAt - startAt),
    ...{ start: floors[0] ?? 0, end: floors.at(-1) ?? 0 },
    ...rampForm(even.times, even.floors),
    ...{ level: 0, coverage: 1, fallInterval: 0, slowed: 0, swing: 0 },
    precedent: from === 0 ? null : Math.max(...all.slice(0, from)),
  };
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
