import { instanceOf } from '../model/target.ts';
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
  notePoints(state.history, signal, workload.floors(instance), workload.endsOf(instance));
}
