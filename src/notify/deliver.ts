import { setTimeout } from 'node:timers/promises';
import pRetry from 'p-retry';
import { startDeadline } from '../http/deadline.ts';
import { failure, type Result, success } from '../model/result.ts';
import type { Attempt } from './attempt.ts';
import { FailedAttempt } from './failed-attempt.ts';

/** Bounds of the retries of one notification. */
export type RetryLimits = {
  readonly retries: number;
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  /** Of all attempts and waits together. */
  readonly totalMs: number;
};

/**
 * Attempts, one after the other, with backoff and jitter in between, until one arrives, one is final, or
 * the time is up. `Retry-After` is honoured up to the longest delay. The cause of a failure is the last
 * `FailedAttempt`, if there was one.
 */
export async function deliver(
  tryOnce: (signal: AbortSignal) => Promise<Attempt>,
  retry: RetryLimits,
  signal: AbortSignal,
): Promise<Result<void>> {
  const deadline = startDeadline(retry.totalMs, signal);
  let attempts = 0;
  let reason = 'it was not asked at all';
  try {
    await pRetry(
      async () => {
        attempts++;
        const attempt = await tryOnce(deadline.signal);
        if (attempt.kind === 'arrived') return;
        // A request that our own signal cut short says nothing of the peer.
        if (!deadline.signal.aborted) reason = attempt.reason;
        throw new FailedAttempt(attempt);
      },
      {
        retries: retry.retries,
        minTimeout: retry.minDelayMs,
        maxTimeout: retry.maxDelayMs,
        randomize: true,
        signal: deadline.signal,
        shouldRetry: ({ error }) => !isFinal(error),
        onFailedAttempt: ({ error, retriesLeft, retryDelay }) =>
          retriesLeft === 0 || isFinal(error)
            ? undefined
            : waitLonger(error, retryDelay, retry.maxDelayMs, deadline.signal),
      },
    );
    return success(undefined);
  } catch (error) {
    if (!(error instanceof FailedAttempt) && !deadline.signal.aborted) throw error;
    return failure(
      sentence(reason, attempts, { stopped: signal.aborted, late: deadline.passed() }),
      error,
    );
  } finally {
    deadline.end();
  }
}

function isFinal(error: Error): boolean {
  return error instanceof FailedAttempt && error.attempt.final;
}

/**
 * What `Retry-After` asks for beyond the backoff, but never more than the longest delay: a page that
 * comes too early is better than one that is given up.
 */
async function waitLonger(
  error: Error,
  retryDelayMs: number,
  maxDelayMs: number,
  signal: AbortSignal,
): Promise<void> {
  const asked = error instanceof FailedAttempt ? (error.attempt.retryAfterMs ?? 0) : 0;
  const extraMs = Math.min(asked, maxDelayMs) - retryDelayMs;
  if (extraMs > 0) await setTimeout(extraMs, undefined, { signal });
}

function sentence(
  reason: string,
  attempts: number,
  end: { readonly stopped: boolean; readonly late: boolean },
): string {
  const times = attempts === 1 ? 'after 1 attempt' : `after ${attempts} attempts`;
  if (end.stopped) return `stopped ${times}: ${reason}`;
  return end.late ? `given up when the time was over, ${times}: ${reason}` : `${reason} (${times})`;
}
