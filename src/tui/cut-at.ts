import type { TimelinePoint } from '../model/timeline.ts';

/** An end of the line of floors between two points, drawn in to an edge (ms since 1970) that lies between them. */
export function cutAt(end: TimelinePoint, other: TimelinePoint, edgeMs: number): TimelinePoint {
  const [low, high] = [Math.min(end.atMs, other.atMs), Math.max(end.atMs, other.atMs)];
  if (edgeMs <= low || edgeMs >= high) return end;
  const part = (edgeMs - end.atMs) / (other.atMs - end.atMs);
  const floor = end.floor + part * (other.floor - end.floor);
  return { ...end, atMs: edgeMs, floor, peak: floor, ...countedAt(end, other, part) };
}

function countedAt(
  { counted: from }: TimelinePoint,
  { counted: to }: TimelinePoint,
  part: number,
): Pick<TimelinePoint, 'counted'> {
  return from === undefined || to === undefined ? {} : { counted: from + part * (to - from) };
}
