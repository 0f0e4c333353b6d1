import { setTimeout } from 'node:timers/promises';
import pRetry from 'p-retry';
import type { HttpAnswer, HttpRequest } from '../http/request.ts';
import { shownUrl } from '../http/shown-url.ts';
import type { WebhookConfig } from '../model/config.ts';
import type { Incident } from '../model/incident.ts';
import { failure, type Result, success } from '../model/result.ts';
import { alertPayload } from '../render/alert-payload.ts';
import { jsonLine } from '../render/json-line.ts';
import { retryAfterMs } from './retry-after.ts';
import { signBody } from './sign-body.ts';

/** What a webhook needs of the world. */
export type NotifyContext = {
  readonly nowMs: () => number;
  readonly signal: AbortSignal;
  /** `httpRequest` of src/http/request.ts. */
  readonly request: (request: HttpRequest) => Promise<Result<HttpAnswer>>;
  /** Where this sawtooth's pages can be opened; absent: nowhere. */
  readonly externalUrl?: string;
  /** Absent: `defaultRetry`. */
  readonly retry?: RetryLimits;
};

/** Bounds of the retries of one notification. */
export type RetryLimits = {
  readonly retries: number;
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  /** Of all attempts and waits together. */
  readonly totalMs: number;
};

/**
 * As patient as Alertmanager, whose webhook retries a group until its next `group_interval`, by
 * default 5 minutes; but the first retries come soon, since most failures are a peer that restarts.
 */
const defaultRetry: RetryLimits = {
  retries: 8,
  minDelayMs: 500,
  maxDelayMs: 60_000,
  totalMs: 5 * 60_000,
};

/** A receiver's answer is looked at, not kept. */
const maxAnswerBytes = 4096;

/**
 * Tells one receiver of an incident by a signed POST of Alertmanager's payload. 2xx is done; 5xx, 429
 * and network errors are tried again with backoff and jitter, `Retry-After` honoured within the total
 * time; any other status is final. The failure's sentence holds neither the secret nor credentials.
 */
export async function notifyWebhook(
  webhook: WebhookConfig,
  incident: Incident,
  status: 'firing' | 'resolved',
  context: NotifyContext,
): Promise<Result<void>> {
  if (status === 'resolved' && !webhook.sendResolved) return success(undefined);
  const payload = alertPayload(incident, {
    status,
    receiver: webhook.name,
    externalUrl: context.externalUrl ?? null,
    nowMs: context.nowMs(),
  });
  return deliver((signal) => post(webhook, jsonLine(payload), { ...context, signal }), context);
}

/** Attempts, one after the other, until one arrives, one is final, or the time is up. */
async function deliver(
  tryOnce: (signal: AbortSignal) => Promise<Attempt>,
  { retry = defaultRetry, signal }: NotifyContext,
): Promise<Result<void>> {
  const deadline = AbortSignal.timeout(retry.totalMs);
  const either = AbortSignal.any([signal, deadline]);
  let attempts = 0;
  let reason = 'it was not asked at all';
  try {
    await pRetry(
      async () => {
        attempts++;
        const attempt = await tryOnce(either);
        if (attempt.kind === 'arrived') return;
        // A request that our own signal cut short says nothing of the peer.
        if (!either.aborted) reason = attempt.reason;
        throw new FailedAttempt(attempt);
      },
      {
        retries: retry.retries,
        minTimeout: retry.minDelayMs,
        maxTimeout: retry.maxDelayMs,
        randomize: true,
        signal: either,
        shouldRetry: ({ error }) => !isFinal(error),
        onFailedAttempt: ({ error, retriesLeft, retryDelay }) =>
          retriesLeft === 0 || isFinal(error)
            ? undefined
            : waitLonger(error, retryDelay, retry.maxDelayMs, either),
      },
    );
    return success(undefined);
  } catch (error) {
    if (!(error instanceof FailedAttempt) && !either.aborted) throw error;
    return failure(sentence(reason, attempts, { stopped: signal.aborted, late: deadline.aborted }));
  }
}

type Attempt =
  | { readonly kind: 'arrived' }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly final: boolean;
      readonly retryAfterMs: number | null;
    };

class FailedAttempt extends Error {
  readonly attempt: Extract<Attempt, { kind: 'failed' }>;
  constructor(attempt: Extract<Attempt, { kind: 'failed' }>) {
    super(attempt.reason);
    this.attempt = attempt;
  }
}

async function post(
  webhook: WebhookConfig,
  body: string,
  { nowMs, request, signal }: NotifyContext,
): Promise<Attempt> {
  // Signed anew each time: a receiver may refuse an old timestamp.
  const signature = webhook.secret === null ? {} : signBody(body, webhook.secret, nowMs());
  const answer = await request({
    method: 'POST',
    url: webhook.url,
    body,
    headers: { 'content-type': 'application/json', ...signature },
    http: webhook.http,
    deadlineMs: webhook.timeoutMs,
    maxBytes: maxAnswerBytes,
    whenLarger: 'cut',
    signal,
  });
  if (!answer.ok) {
    return { kind: 'failed', reason: answer.reason, final: false, retryAfterMs: null };
  }
  const { status, headers } = answer.value;
  if (status >= 200 && status < 300) return { kind: 'arrived' };
  const final = status < 500 && status !== 429;
  const advice = final ? ' Check the url and the secret of this receiver.' : '';
  return {
    kind: 'failed',
    reason: `POST ${shownUrl(webhook.url, 'POST')} was answered with status ${status} instead of 2xx.${advice}`,
    final,
    retryAfterMs: retryAfterMs(headers['retry-after'], nowMs()),
  };
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
