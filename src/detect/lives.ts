import type { LifeEnd, Reading } from '../model/reading.ts';

/** What two readings of one instance say of the process behind them. */
export type Edge = 'same' | 'new' | 'unknown';

/**
 * Whether `reading` comes from the process that gave `last`; the first evidence that both carry
 * decides: start time, container, restart count, a counter that fell.
 * `unknown`: none of them is known, only the value can tell.
 */
export function lifeEdge(last: Reading, reading: Reading): Edge {
  if (last.startAtMs !== undefined && reading.startAtMs !== undefined) {
    // Start times read from /proc/stat drift by up to a second.
    return edge(Math.abs(reading.startAtMs - last.startAtMs) > 1000);
  }
  if (last.containerId !== undefined && reading.containerId !== undefined) {
    return edge(last.containerId !== reading.containerId);
  }
  if (last.restarts !== undefined && reading.restarts !== undefined) {
    // A replaced pod starts again at 0.
    return edge(last.restarts !== reading.restarts);
  }
  return counterEdge(last, reading);
}

/** Counters that fall only with their process. */
export const counters = ['cpuSeconds', 'allocTotal', 'gcCount'] as const;

function counterEdge(last: Reading, reading: Reading): Edge {
  let known = false;
  for (const name of counters) {
    const before = last.figures[name];
    const after = reading.figures[name];
    if (before === undefined || after === undefined) continue;
    if (after < before) return 'new';
    known = true;
  }
  return known ? 'same' : 'unknown';
}

function edge(isNew: boolean): Edge {
  return isNew ? 'new' : 'same';
}

/** How a life ended, and whether that was only inferred from its height. */
export function endCause(
  last: Reading,
  next: Reading,
  wasNearLimit: boolean,
): { readonly cause: LifeEnd; readonly guessed: boolean } {
  if (next.lastExit !== undefined) return { cause: next.lastExit, guessed: false };
  if (last.version !== undefined && next.version !== undefined && last.version !== next.version) {
    return { cause: 'deploy', guessed: false };
  }
  return { cause: wasNearLimit ? 'oom' : 'unknown', guessed: true };
}
