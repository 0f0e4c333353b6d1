import { instanceOf } from '../model/target.ts';
import type { TimelinePoint } from '../model/timeline.ts';
import { newHistory, notePoints } from './signal-history.ts';
import type { TargetState } from './target-state.ts';
import type { WorkloadWatch } from './workload-watch.ts';

/** With more targets than that, views get a timeline and evidence of those alone that somebody should look at. */
const manyTargets = 1000;

/**
 * Keeps what a view shows of a target after a judgement. Half a thousand points for each of a hundred
 * thousand targets would be gigabytes.
 */
export function keepShown(workload: WorkloadWatch, state: TargetState, among: number): void {
  const { verdict } = workload;
  const isOfConcern = verdict !== null && verdict.concern !== 'none';
  if (among > manyTargets && !isOfConcern) {
    state.history = null;
    workload.forgetQuietEvidence();
    return;
  }
  const signal = verdict?.signal ?? null;
  if (signal === null) return;
  const instance = instanceOf(state.target);
  state.history ??= newHistory(state.recorded);
  const counted = verdict?.counted?.signal ?? null;
  const floors = workload.floors(instance);
  // From then on what the limit counts is noted with each reading.
  const isNew = counted !== null && !state.history.points.has(signal);
  const points = isNew ? withCounted(floors, workload.floors(instance, counted)) : floors;
  notePoints(state.history, { signal, counted }, points, workload.endsOf(instance));
}

/** Points with the peaks that what the limit counts had in the same stretches. */
function withCounted(
  points: readonly TimelinePoint[],
  counted: readonly TimelinePoint[],
): readonly TimelinePoint[] {
  const heights = new Map(counted.map(({ atMs, peak }) => [atMs, peak]));
  return points.map((point) => {
    const height = heights.get(point.atMs);
    return height === undefined ? point : { ...point, counted: height };
  });
}
