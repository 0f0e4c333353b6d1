import type { StoredIncident } from '../../model/incident.ts';

/**
 * Whether `one` is a later state of the same incident than `other`: one that is over has gone on where the other one
 * was left, else the one that has seen more. Records carry no number of their own, and when one was last written says
 * little: a shard that comes back to its disk writes what it had left there again.
 */
export function isFurther(one: StoredIncident, other: StoredIncident): boolean {
  const [isOver, wasOver] = [one.state === 'resolved', other.state === 'resolved'];
  if (isOver !== wasOver) return isOver;
  return lastSeenMs(one) > lastSeenMs(other);
}

/** The newest moment that a record tells of. */
function lastSeenMs({ activeAtMs, firedAtMs, resolvedAtMs, captures, timeline }: StoredIncident) {
  return Math.max(
    activeAtMs,
    firedAtMs ?? 0,
    resolvedAtMs ?? 0,
    captures.at(-1)?.atMs ?? 0,
    timeline?.points.at(-1)?.atMs ?? 0,
  );
}
