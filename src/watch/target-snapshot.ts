import type { TargetSnapshot } from '../model/snapshot.ts';
import type { TargetState } from './target-state.ts';
import { targetTimeline } from './target-timeline.ts';
import type { WorkloadWatch } from './workload-watch.ts';

/** One target as a view shows it; `workload` is undefined until its first reading. */
export function targetSnapshot(
  state: TargetState,
  workload: WorkloadWatch | undefined,
): TargetSnapshot {
  const verdict = workload?.verdict ?? null;
  return {
    target: state.target,
    health: state.health,
    lastError: state.lastError,
    lastScrapeAtMs: state.lastScrapeAtMs,
    downSinceMs: state.downSinceMs,
    verdict,
    timeline: targetTimeline(state, workload),
    captures: state.captures,
  };
}
