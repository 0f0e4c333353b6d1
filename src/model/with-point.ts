import { countedOfBoth } from './counted-of-both.ts';
import type { TimelinePoint } from './timeline.ts';

/** Points that a view can show of one target: twice the columns of a wide terminal. */
const most = 480;

/** How much of the bound is left after points were joined, at most: joining is for many points at once. */
const filled = 0.8;

/**
 * The points so far and a newer one, oldest first, over all lives: a sawtooth is only seen by who sees
 * several teeth. Past the bound neighbours become one, evenly over the span, so that the span grows and the
 * number does not; not across the `ends` of lives, unless those alone are too many. The same points when it is
 * not newer than the last.
 */
export function withPoint(
  points: readonly TimelinePoint[],
  point: TimelinePoint,
  ends: readonly number[] = [],
): readonly TimelinePoint[] {
  const last = points.at(-1);
  if (last !== undefined && point.atMs <= last.atMs) return points;
  const longer = [...points, point];
  if (longer.length <= most) return longer;
  // Two neighbours that were not joined are longer together than one may be: that bounds how many are left.
  const widthMs = (2 * (point.atMs - (points[0]?.atMs ?? point.atMs))) / (filled * most);
  const fewer = joined(longer, widthMs, ends);
  return fewer.length < most ? fewer : joined(longer, widthMs, []);
}

function joined(
  points: readonly TimelinePoint[],
  widthMs: number,
  ends: readonly number[],
): TimelinePoint[] {
  const fewer: TimelinePoint[] = [];
  for (const point of points) {
    const last = fewer.at(-1);
    const isLong = point.atMs - (fewer.at(-2) ?? point).atMs > widthMs;
    if (last === undefined || fewer.length === 1 || isLong || isCut(last, point, ends))
      fewer.push(point);
    else fewer.splice(-1, 1, asOne(last, point));
  }
  return fewer;
}

function isCut(a: TimelinePoint, b: TimelinePoint, ends: readonly number[]): boolean {
  return ends.some((atMs) => atMs >= a.atMs && atMs < b.atMs);
}

/** Two stretches that follow each other as one. */
function asOne(a: TimelinePoint, b: TimelinePoint): TimelinePoint {
  return {
    atMs: b.atMs,
    floor: Math.min(a.floor, b.floor),
    peak: Math.max(a.peak, b.peak),
    ...countedOfBoth(a, b),
  };
}
