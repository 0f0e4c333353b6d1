import type { MemoryNow } from '../model/recorder.ts';
import { holdsShare, timeToLimitMs } from './memory-history.ts';

/** A look at the memory of a process is some reads of `/proc`: two looks are apart by this share of its life's age. */
const everyOfAge = 0.01;
const leastEveryMs = 2_000;
const mostEveryMs = 4_000;

/** A life that has just begun, or holds so much of its limit, is looked at more closely. */
const closerEveryMs = 1_000;
const youngMs = 60_000;
const closerAt = 0.5;

/** So many looks lie before the limit is reached, as it seems, but no two of them nearer to each other. */
const looksOfRest = 8;
const nearestMs = 250;

/**
 * How long after the newest look at the memory of a process, in ms, the next one is due: every other second, each second
 * in its first minute and past half of its limit, and oftener where that comes near. `ageMs`: of its life; 0 also for one
 * that is gone. From its seventh minute on every fourth: captures are apart by 8 % of the age unless the limit is near
 * (plan-recording.ts), and with one more between looks the newest is still of the life's last tenth. Not where looks alone
 * say how it ended: a rise of three seconds is seen in half of all lives with looks every two seconds, in two of five with
 * four.
 */
export function lookPauseMs(history: readonly MemoryNow[], ageMs: number): number {
  const isClose = holdsShare(closerAt, history.at(-1));
  const laterMs = isEndTold(history.at(-1)) ? mostEveryMs : leastEveryMs;
  const grownMs = Math.min(laterMs, Math.max(leastEveryMs, ageMs * everyOfAge));
  const mostMs = isClose || ageMs < youngMs ? closerEveryMs : grownMs;
  const restMs = timeToLimitMs(history) ?? Number.POSITIVE_INFINITY;
  return Math.min(mostMs, Math.max(nearestMs, restMs / looksOfRest));
}

/** Whether the kernel tells of a kill at the limit, or there is no limit. */
function isEndTold(now: MemoryNow | undefined): boolean {
  return now !== undefined && (now.limitBytes === null || now.isKillTold === true);
}
