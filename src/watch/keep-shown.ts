import { instanceOf } from '../model/target.ts';
import { lifeEndTimesOf, type TimelinePoint } from '../model/timeline.ts';
import { drawnSignal } from './drawn-signal.ts';
import { newHistory, notePoints, type ShownSignal, type SignalHistory } from './signal-history.ts';
import type { TargetState } from './target-state.ts';
import type { WorkloadWatch } from './workload-watch.ts';

/** With more targets than that, views get a timeline and evidence of those alone that somebody should look at. */
const manyTargets = 1000;

/** Up to so many targets every signal is followed that a verdict rested on, and the heap as each of its own. */
const fewTargets = 100;

/** Whichever of them a later life is judged by, its earlier teeth are there. */
const ofHeap: readonly ShownSignal[] = ['heapLive', 'heapInuse'];

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
  state.history ??= newHistory(state.recorded);
  const { history } = state;
  const instance = instanceOf(state.target);
  follow(history, signal, workload, { instance, among });
  const recorded = lifeEndTimesOf(state.recorded);
  const ends = [...recorded, ...workload.endsOf(instance)];
  const floors = workload.floors(instance, signal).length;
  history.signal = drawnSignal(history, { signal, isOfConcern, ends, floors });
}

/** Notes the newest floors of a signal, of the one that is drawn and, among few targets, of all that were followed. */
function follow(
  history: SignalHistory,
  signal: ShownSignal,
  workload: WorkloadWatch,
  { instance, among }: { readonly instance: string; readonly among: number },
): void {
  const ends = workload.endsOf(instance);
  const counted = workload.verdict?.counted?.signal ?? null;
  // A fresh life may not tell yet what its limit counts.
  if (counted !== null) history.counted = counted;
  const isFew = among <= fewTargets;
  const known = isFew ? [...history.followed.keys()] : [history.signal ?? signal];
  const companions = isFew && ofHeap.includes(signal) ? ofHeap : [];
  for (const one of new Set([...known, ...companions, signal])) {
    const floors = workload.floors(instance, one);
    if (floors.length === 0) continue;
    // From then on what the limit counts is noted with each reading.
    const isNew = counted !== null && counted !== one && !history.followed.has(one);
    const points = isNew ? withCounted(floors, workload.floors(instance, counted)) : floors;
    notePoints(history, one, points, ends);
  }
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
