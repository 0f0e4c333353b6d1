import type { DecidingTarget } from '../incident/state.ts';
import { commonLabels, type Labels } from '../model/labels.ts';
import { instanceOf, type Target } from '../model/target.ts';
import type { Concern } from '../model/verdict.ts';
import type { TargetState } from './target-state.ts';

/** What a step of an incident has to know of the target whose series decided, among all that are watched. */
export function decidingTarget(
  { target }: TargetState,
  targets: ReadonlyMap<string, TargetState>,
  about: { readonly lifeStartAtMs: number; readonly timeScale: number; readonly concern: Concern },
): DecidingTarget {
  const { id, workload, profiles } = target;
  const { lifeStartAtMs, timeScale, concern } = about;
  const captureIntervalMs = profiles === null ? null : profiles.minIntervalMs / timeScale;
  // Only an alarm asks what the others of its workload are called: there may be thousands.
  const all = () => [...targets.values()].map((state) => state.target);
  const labels = concern === 'alarm' ? labelsOf(target, all()) : target.labels;
  return { id, labels, workload, lifeStartAtMs, captureIntervalMs };
}

/**
 * Of a workload with several targets the labels that all of them have: which one decides is chance, and
 * may be another one in a second replica of this program, to which the alert must be the same.
 */
function labelsOf(target: Target, all: readonly Target[]): Labels {
  const alike = all.filter(({ workload }) => workload === target.workload);
  return commonLabels(
    target.labels,
    alike.map(({ labels }) => labels),
  );
}

/** The target whose series decided; the one just polled when that one is gone. */
export function decider(
  instance: string | null,
  polled: TargetState,
  targets: ReadonlyMap<string, TargetState>,
): TargetState {
  if (instance === null || instanceOf(polled.target) === instance) return polled;
  const { workload } = polled.target;
  const decides = ({ target }: TargetState) =>
    target.workload === workload && instanceOf(target) === instance;
  return [...targets.values()].find(decides) ?? polled;
}
