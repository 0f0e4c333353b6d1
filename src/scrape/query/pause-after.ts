import { setTimeout as sleep } from 'node:timers/promises';

/** Waits the longer the more refusals came in a row, and no less than the server wants; at most until `signal` is aborted. */
export async function pauseAfter(
  refusals: number,
  waitMs: number,
  signal: AbortSignal,
): Promise<void> {
  await sleep(Math.max(waitMs, 125 * 2 ** refusals), undefined, { signal }).catch(() => undefined);
}
