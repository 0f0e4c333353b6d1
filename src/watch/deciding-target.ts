import type { DecidingTarget } from '../incident/state.ts';
import type { Concern } from '../model/verdict.ts';
import type { TargetState } from './target-state.ts';
import type { WorkloadMembers } from './workload-members.ts';

/** What a step of an incident has to know of the target whose series decided. */
export function decidingTarget(
  { target }: TargetState,
  members: WorkloadMembers,
  about: {
    readonly lifeStartAtMs: number;
    readonly timeScale: number;
    readonly concern: Concern;
    /** false: it is of the past, which cannot be captured any more. */
    readonly hasProfiles: boolean;
  },
): DecidingTarget {
  const { id, workload, profiles } = target;
  const { lifeStartAtMs, timeScale } = about;
  const intervalMs = about.hasProfiles ? (profiles?.minIntervalMs ?? null) : null;
  return {
    id,
    labels: members.alertLabels(target, about),
    workload,
    lifeStartAtMs,
    captureIntervalMs: intervalMs === null ? null : intervalMs / timeScale,
  };
}
