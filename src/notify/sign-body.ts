import { createHmac } from 'node:crypto';
import type { Labels } from '../model/labels.ts';

/**
 * The headers by which a receiver knows that a body is ours and fresh: the time in
 * unix seconds, and the hex HMAC-SHA256 of `timestamp.body` under the shared secret.
 */
export function signBody(body: string, secret: string, nowMs: number): Labels {
  const timestamp = String(Math.floor(nowMs / 1000));
  const digest = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { 'x-sawtooth-timestamp': timestamp, 'x-sawtooth-signature': `sha256=${digest}` };
}
