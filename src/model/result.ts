/**
 * An expected failure is a value, not a throw: `reason` is a sentence for the person on call that
 * says what was asked, what came and what to do. A bug still throws.
 */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string; readonly cause?: unknown };

/** A success that carries `value`. */
export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** A failure that carries a sentence, and the error behind it where there is one. */
export function failure(reason: string, cause?: unknown): Result<never> {
  return cause === undefined ? { ok: false, reason } : { ok: false, reason, cause };
}
