import { setTimeout as delay } from 'node:timers/promises';
import { timerMs } from '../model/timer-ms.ts';

/** Resolves after `ms`, however long that is, or at once when the signal is aborted. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  let leftMs = ms;
  do {
    const partMs = timerMs(leftMs);
    await delay(partMs, undefined, { signal }).catch(() => undefined);
    leftMs -= partMs;
  } while (leftMs > 0 && !signal.aborted);
}
