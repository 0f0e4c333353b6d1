import { createHmac, timingSafeEqual } from 'node:crypto';
import { failure, type Result, success } from '../../model/result.ts';

/** What a signed notification brings along; a header that did not come is undefined. */
export type SignedRequest = {
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  /** As it came over the wire. */
  readonly body: Uint8Array;
};

/** A notification older (or newer) than this is refused: it could be one played again. */
const maxSkewMs = 300_000;

/**
 * Whether sawtooth signed this body with `secret`, just now: `X-Sawtooth-Signature` is `sha256=` and
 * the hex HMAC-SHA256 of `timestamp.body`. Fails with a sentence.
 */
export function verifySignature(
  { timestamp, signature, body }: SignedRequest,
  secret: string,
  nowMs: number,
): Result<void> {
  if (timestamp === undefined || !/^\d+$/.test(timestamp)) {
    return failure('X-Sawtooth-Timestamp is missing or no number of seconds');
  }
  if (Math.abs(nowMs - Number(timestamp) * 1000) > maxSkewMs) {
    return failure(`X-Sawtooth-Timestamp ${timestamp} is more than ${maxSkewMs / 1000} s off`);
  }
  const digest = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
  const [given, expected] = [Buffer.from(signature ?? ''), Buffer.from(`sha256=${digest}`)];
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return failure('X-Sawtooth-Signature does not fit the body: another secret, or a changed body');
  }
  return success(undefined);
}
