import { stoodAtLimit } from '../detect/stood-at-limit.ts';
import type { MemoryNow } from '../model/recorder.ts';
import { timeToLimitMs } from './memory-history.ts';

/** After a longer gap between the last look and the end anything may have happened in between. */
const longestGapMs = 5_000;

/**
 * Whether a process whose end nobody saw must have met its memory limit, for all that the last looks at it say: it
 * stood near the limit, or rose so fast that it would have been there by the time at which it was found gone.
 */
export function diedAtLimit(history: readonly MemoryNow[], goneAtMs: number): boolean {
  const last = history.at(-1);
  if (last === undefined || last.limitBytes === null) return false;
  const gapMs = goneAtMs - last.atMs;
  if (stoodAtLimit(last, gapMs, longestGapMs)) return true;
  if (gapMs > longestGapMs) return false;
  const restMs = timeToLimitMs(history);
  return restMs !== null && restMs <= gapMs;
}
