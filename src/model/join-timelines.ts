import type { Timeline, TimelinePoint } from './timeline.ts';
import { withPoint } from './with-point.ts';

/**
 * What a record has of a target and what is known of it now, as one timeline: another process may have watched it
 * before this one did. `sinceMs`: since when it has been watched; null: it is not watched any more.
 */
export function joinTimelines(
  recorded: Timeline | null,
  present: Timeline | null,
  sinceMs: number | null,
): Timeline | null {
  if (recorded === null || present === null) return present ?? recorded;
  if (recorded.signal !== present.signal) return present;
  const fromMs = Math.min(sinceMs ?? Number.POSITIVE_INFINITY, present.points[0]?.atMs ?? 0);
  const isBefore = ({ atMs }: { readonly atMs: number }) => atMs < fromMs;
  const lifeEnds = [...recorded.lifeEnds.filter(isBefore), ...present.lifeEnds];
  const ends = lifeEnds.map(({ atMs }) => atMs);
  const before = recorded.points.filter(isBefore);
  if (before.length === 0) return present;
  const points = present.points.reduce<readonly TimelinePoint[]>(
    (all, point) => withPoint(all, point, ends),
    before,
  );
  const counted = present.counted ?? recorded.counted;
  return {
    signal: present.signal,
    ...(counted === undefined ? {} : { counted }),
    points,
    lifeEnds,
  };
}
