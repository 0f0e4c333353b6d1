import { commonLabels, type Labels } from '../model/labels.ts';
import { instanceOf, type Target } from '../model/target.ts';
import type { Verdict } from '../model/verdict.ts';
import type { TargetState } from './target-state.ts';

/** Which targets a workload has: asked at every judgement, so that nobody goes through all targets for it. */
export class WorkloadMembers {
  readonly #byWorkload = new Map<string, Map<string, TargetState>>();

  /** A target is watched from now on. */
  join(state: TargetState): void {
    const { workload, id } = state.target;
    const members = this.#byWorkload.get(workload) ?? new Map<string, TargetState>();
    this.#byWorkload.set(workload, members.set(id, state));
  }

  /** A target is watched no more, or is about to be of another workload. */
  left({ target: { workload, id } }: TargetState): void {
    const members = this.#byWorkload.get(workload);
    members?.delete(id);
    if (members?.size === 0) this.#byWorkload.delete(workload);
  }

  /**
   * Of a workload with several targets the labels that all of them have: which one decides is chance, and
   * may be another one in a second replica of this program, to which the alert must be the same.
   */
  alertLabels(target: Target, { concern }: Pick<Verdict, 'concern'>): Labels {
    if (concern !== 'alarm') return target.labels;
    const members = [...(this.#byWorkload.get(target.workload)?.values() ?? [])];
    return commonLabels(
      target.labels,
      members.map((state) => state.target.labels),
    );
  }

  /** The target whose series decided; the one that had the reading when that one is gone. */
  decider(instance: string | null, polled: TargetState): TargetState {
    if (instance === null || instanceOf(polled.target) === instance) return polled;
    for (const state of this.#byWorkload.get(polled.target.workload)?.values() ?? []) {
      if (instanceOf(state.target) === instance) return state;
    }
    return polled;
  }
}
