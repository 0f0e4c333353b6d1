import type { ContainerEnd } from '../../model/container.ts';
import type { ContainerStatus, Pod } from './pod.ts';

/** How the newest life that is over of each container of a pod ended, by the container's name; none: it had no other yet. */
export function containerEnds({ status }: Pod): ReadonlyMap<string, ContainerEnd> {
  const ends = new Map<string, ContainerEnd>();
  for (const one of [
    ...(status.containerStatuses ?? []),
    ...(status.initContainerStatuses ?? []),
  ]) {
    const end = endOf(one);
    if (end !== null) ends.set(one.name, end);
  }
  return ends;
}

/** Until it is started again its end is its state. */
function endOf({ state, lastState }: ContainerStatus): ContainerEnd | null {
  const ended = state?.terminated ?? lastState?.terminated;
  const finishedAtMs = timeOf(ended?.finishedAt);
  if (!ended || finishedAtMs === null) return null;
  return {
    reason: ended.reason,
    exitCode: ended.exitCode ?? null,
    finishedAtMs,
    nextStartAtMs: timeOf(state?.running?.startedAt),
  };
}

/** Whole seconds, as the API writes them. The runtime's zero time (year 1) says that it does not know. */
function timeOf(text: string | null | undefined): number | null {
  const atMs = Date.parse(text ?? '');
  return atMs > 0 ? atMs : null;
}
