import type { MemoryNow } from '../model/recorder.ts';
import { holdsShare, timeToLimitMs } from './memory-history.ts';

/** A look at the memory of a process is some reads of `/proc`. */
const everyMs = 2_000;

/** A life that has just begun, or holds so much of its limit, is looked at more closely. */
const closerEveryMs = 1_000;
const youngMs = 60_000;
const closerAt = 0.5;

/** So many looks lie before the limit is reached, as it seems, but no two of them nearer to each other. */
const looksOfRest = 8;
const leastMs = 250;

/**
 * How long after the newest look at the memory of a process, in ms, the next one is due: every other second, each second
 * in its first minute and past half of its limit, and oftener where that comes near. `ageMs`: of its life; 0 also for one
 * that is gone. After a minute captures are 10 s apart or more unless the limit is near (plan-recording.ts), so that a
 * second between looks is of little weight.
 */
export function lookPauseMs(history: readonly MemoryNow[], ageMs: number): number {
  const isClose = holdsShare(closerAt, history.at(-1));
  const mostMs = isClose || ageMs < youngMs ? closerEveryMs : everyMs;
  const restMs = timeToLimitMs(history) ?? Number.POSITIVE_INFINITY;
  return Math.min(mostMs, Math.max(leastMs, restMs / looksOfRest));
}
