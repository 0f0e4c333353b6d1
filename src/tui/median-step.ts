import type { TimelinePoint } from '../model/timeline.ts';

/** How far apart the points of a timeline are for the most part, in ms; 0 of fewer than two. */
export function medianStep(points: readonly TimelinePoint[]): number {
  const steps = points.slice(1).map(({ atMs }, i) => atMs - (points[i]?.atMs ?? atMs));
  steps.sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? 0;
}
