import type { EndWitness, LifeEnd, Reading } from '../model/reading.ts';
import { type Instance, numberIn, toldIn } from './instance.ts';
import { instancePart as part } from './instance-part.ts';

/** What two readings of one instance say of the process behind them. */
export type Edge = 'same' | 'new' | 'unknown';

/**
 * Whether a reading comes from the process that an instance saw last; the first evidence that both carry
 * decides: start in ticks, start time, container, restart count, a counter that fell.
 * `unknown`: none of them is known, only the value can tell.
 */
export function lifeEdge(instance: Instance, reading: Reading): Edge {
  const byTicks = ticksEdge(instance, reading);
  if (byTicks !== 'unknown') return byTicks;
  const startAtMs = numberIn(instance, part.startAtMs);
  if (!Number.isNaN(startAtMs) && reading.startAtMs !== undefined) {
    const movedMs = Math.abs(reading.startAtMs - startAtMs);
    // Start times read from /proc/stat drift by up to a second.
    return edge(movedMs > 1000 && !isClockSet(instance, reading, movedMs));
  }
  if (instance.containerId !== undefined && reading.containerId !== undefined) {
    return edge(instance.containerId !== reading.containerId);
  }
  const restarts = toldIn(instance, part.restarts);
  if (!Number.isNaN(restarts) && reading.restarts !== undefined) {
    // A replaced pod starts again at 0.
    return edge(restarts !== reading.restarts);
  }
  return counterEdge(instance, reading);
}

function ticksEdge(instance: Instance, reading: Reading): Edge {
  const { startTicks } = reading;
  if (instance.startTicks === undefined || startTicks === undefined) return 'unknown';
  if (instance.startTicks !== startTicks) return 'new';
  // After a boot of the machine they may be the same by chance.
  return counterEdge(instance, reading) === 'new' ? 'unknown' : 'same';
}

/** Counters that fall only with their process. */
const counters = ['cpuSeconds', 'allocTotal', 'gcCount'] as const;

function counterEdge(instance: Instance, reading: Reading): Edge {
  let known = false;
  for (const name of counters) {
    const before = toldIn(instance, part[name]);
    const after = reading.figures[name];
    if (Number.isNaN(before) || after === undefined) continue;
    if (after < before) return 'new';
    known = true;
  }
  return known ? 'same' : 'unknown';
}

/** A clock that is set moves the start with it, of a process that ran at the last reading already and has counted on. */
function isClockSet(instance: Instance, reading: Reading, movedMs: number): boolean {
  const { startAtMs = 0 } = reading;
  const ran = startAtMs < instance.lastAtMs;
  return movedMs <= mostSetMs && ran && counterEdge(instance, reading) === 'same';
}

/** Beyond it a load balancer's other process is as likely. */
const mostSetMs = 5 * 60_000;

function edge(isNew: boolean): Edge {
  return isNew ? 'new' : 'same';
}

/** How a life ended, and whether that was only inferred from its height. */
export function endCause(
  last: Pick<Instance, 'version'>,
  next: Reading,
  wasNearLimit: boolean,
): { readonly cause: LifeEnd; readonly guessed: boolean; readonly causeBy?: EndWitness } {
  const { lastExit: cause, lastExitBy: causeBy } = next;
  if (cause !== undefined && cause !== 'unknown') {
    return { cause, guessed: causeBy === 'level', ...(causeBy === undefined ? {} : { causeBy }) };
  }
  if (last.version !== undefined && next.version !== undefined && last.version !== next.version) {
    return { cause: 'deploy', guessed: false };
  }
  // Whose source has looked, and found nothing, was not killed at its limit either.
  return wasNearLimit && cause === undefined
    ? { cause: 'oom', guessed: true, causeBy: 'level' }
    : { cause: 'unknown', guessed: true };
}
