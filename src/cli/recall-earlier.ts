import type { BucketStore } from '../store/bucket/with-bucket.ts';

/** How long a start waits for the incidents that a bucket has: meanwhile nobody listens and nothing is watched. */
const mostMs = 10_000;

/**
 * Fetches the incidents of an earlier process from the bucket, as far as it gives them in `waitMs`, and says what it did
 * not. Never fails: a bucket must keep no start.
 */
export async function recallEarlier(
  bucket: Pick<BucketStore, 'recall'>,
  stopped: AbortSignal,
  say: (sentence: string) => void,
  waitMs = mostMs,
): Promise<void> {
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(waitMs)]);
  const recalled = await bucket.recall(signal);
  if (stopped.aborted) return;
  const why = (reason: string) =>
    signal.aborted ? `the bucket took more than ${waitMs / 1000} s` : reason;
  if (!recalled.ok) {
    say(
      `what the bucket has of earlier incidents is not known, and they begin anew: ${why(recalled.reason)}`,
    );
    return;
  }
  const { incidents, unread } = recalled.value;
  if (unread === null) return;
  const all = incidents + unread.incidents;
  say(
    `the bucket gave ${incidents} of the newest ${all} incidents, and the others begin anew: ${why(unread.reason)}`,
  );
}
