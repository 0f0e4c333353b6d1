import type { MemoryNow } from '../model/recorder.ts';
import { timeToLimitMs } from './memory-history.ts';

/**
 * Whether a process rose to its memory limit until it was last looked at, rather than stood near it: at the rate of
 * the newer half of the looks that are kept (a fifth of its life) the limit was no further off than all of them reach
 * back. The newer half, since who has warmed up stands still.
 */
export function roseToLimit(history: readonly MemoryNow[]): boolean {
  const restMs = timeToLimitMs(history.slice(history.length >> 1));
  const [first, last] = [history.at(0), history.at(-1)];
  if (restMs === null || first === undefined || last === undefined) return false;
  return restMs <= last.atMs - first.atMs;
}
