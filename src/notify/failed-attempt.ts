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

/** Whether a delivery ended because the receiver will not take the alert, now or later. */
export function isRefusal(result: Result<void>): boolean {
  return !result.ok && result.cause instanceof FailedAttempt && result.cause.attempt.final;
}
