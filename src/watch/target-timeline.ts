import { instanceOf } from '../model/target.ts';
import { endingOf, type LifeEnding, type Timeline } from '../model/timeline.ts';
import type { TargetState } from './target-state.ts';
import type { WorkloadWatch } from './workload-watch.ts';

/** What is known of a target over all lives, of one signal: that which is shown. null while that is nothing. */
export function targetTimeline(
  { history, target, recorded }: TargetState,
  workload: WorkloadWatch | undefined,
  signal: Timeline['signal'] | null = history?.signal ?? null,
): Timeline | null {
  const points = signal === null ? undefined : history?.followed.get(signal)?.points;
  const first = points?.[0];
  if (signal === null || points === undefined || first === undefined) return null;
  const instance = instanceOf(target);
  const lifeEnds = (workload?.lives ?? []).flatMap((life): LifeEnding[] => {
    const ending = endingOf(life);
    const isShown = life.instance === instance && ending !== null && ending.atMs >= first.atMs;
    return isShown ? [ending] : [];
  });
  // The detector forgets lives before their points are forgotten here.
  const oldestMs = lifeEnds[0]?.atMs ?? Number.POSITIVE_INFINITY;
  const before = recorded?.signal === signal ? recorded.lifeEnds : [];
  const older = before.filter(({ atMs }) => atMs >= first.atMs && atMs < oldestMs);
  const counted = history?.counted ?? null;
  return {
    signal,
    ...(counted === null || counted === signal ? {} : { counted }),
    points,
    lifeEnds: [...older, ...lifeEnds],
  };
}
