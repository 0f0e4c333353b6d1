import type { TargetSnapshot } from '../model/snapshot.ts';
import { instanceOf } from '../model/target.ts';
import type { TargetState } from './target-state.ts';
import type { WorkloadWatch } from './workload-watch.ts';

/** One target as a view shows it; `workload` is undefined until its first reading. */
export function targetSnapshot(
  state: TargetState,
  workload: WorkloadWatch | undefined,
): TargetSnapshot {
  const instance = instanceOf(state.target);
  const verdict = workload?.verdict ?? null;
  const lives = workload?.lives.filter((life) => life.instance === instance) ?? [];
  return {
    target: state.target,
    health: state.health,
    lastError: state.lastError,
    lastScrapeAtMs: state.lastScrapeAtMs,
    verdict,
    floors: state.floors.get(state.shownSignal ?? '') ?? [],
    cliffs: lives.flatMap(({ endAtMs }) => (endAtMs === null ? [] : [endAtMs])),
    captures: state.captures,
  };
}
