import { setTimeout as sleep } from 'node:timers/promises';

/** As long as a server may ask for: a list that is halved many times has many refusals in a row. */
const longestMs = 30_000;

/** Waits the longer the more refusals came in a row, and no less than the server wants; at most until `signal` is aborted. */
export async function pauseAfter(
  refusals: number,
  waitMs: number,
  signal: AbortSignal,
): Promise<void> {
  const ownMs = Math.min(longestMs, 125 * 2 ** refusals);
  await sleep(Math.max(waitMs, ownMs), undefined, { signal }).catch(() => undefined);
}
