import type { Result } from '../model/result.ts';
import type { Attempt } from './attempt.ts';

/** An attempt that failed, as the error that ends a delivery. */
export class FailedAttempt extends Error {
  readonly attempt: Extract<Attempt, { kind: 'failed' }>;
  constructor(attempt: Extract<Attempt, { kind: 'failed' }>) {
    super(attempt.reason);
    this.attempt = attempt;
  }
}

/**
 * Whether a delivery ended because the receiver will not take the alert, now or later. A 401 is about who asks and not
 * about the alert: a token that is being renewed is good again in a minute.
 */
export function isRefusal(result: Result<void>): boolean {
  if (result.ok || !(result.cause instanceof FailedAttempt)) return false;
  const { final, status, isUnasked = false } = result.cause.attempt;
  return final && status !== 401 && !isUnasked;
}
