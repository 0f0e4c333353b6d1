import type { Rule } from '../model/rule.ts';
import type { BucketStore } from '../store/bucket/with-bucket.ts';

/** How long a start waits for the incidents that a bucket has: meanwhile nothing is watched. */
const mostMs = 10_000;

/**
 * Fetches the incidents of an earlier process from the bucket, as far as it gives them in `waitMs`, and says what it did
 * not. Never fails: a bucket must keep no start.
 */
export async function recallEarlier(
  bucket: Pick<BucketStore, 'recall'>,
  rules: readonly Pick<Rule, 'alert'>[],
  stopped: AbortSignal,
  say: (sentence: string) => void,
  waitMs = mostMs,
): Promise<void> {
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(waitMs)]);
  const recalled = await bucket.recall(new Set(rules.map(({ alert }) => alert)), signal);
  if (stopped.aborted) return;
  const why = (reason: string) =>
    signal.aborted ? `the bucket took more than ${waitMs / 1000} s` : reason;
  if (!recalled.ok) {
    say(
      `what the bucket has of earlier incidents is not known, and they begin anew: ${why(recalled.reason)}`,
    );
    return;
  }
  const { incidents, others, unread } = recalled.value;
  if (others > 0) {
    say(
      `${others} incidents in the bucket are of rules that there are none of here: they are left there as they are. Who shares a bucket has external_labels or a prefix of his own.`,
    );
  }
  if (unread === null) return;
  if (unread.incidents === 0) {
    return say(`who was snoozed the bucket did not say: ${why(unread.reason)}`);
  }
  const given = incidents.length + others;
  const all = given + unread.incidents;
  say(
    `the bucket gave ${given} of the newest ${all} incidents, and the others begin anew: ${why(unread.reason)}`,
  );
}
