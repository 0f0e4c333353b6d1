import type { Frame, Waiting } from '../model/culprit.ts';
import type { Bucket } from './bucket-table.ts';
import type { SiteTable } from './site-table.ts';
import type { TracedWait } from './wait-labels.ts';
import { waitReason } from './wait-reason.ts';

/**
 * What the goroutines of a growing site wait for, where they do, and where they were started. `stack` is
 * the one that grew most, leaf first; `traced` what a trace says of each stack, empty where the captures
 * are none: then the runtime's functions on the stack say what for, and nobody says how long or who
 * started them but for the function that they run. null for a stack without frames.
 */
export function describeWaiting(
  stack: readonly Frame[],
  at: Frame,
  buckets: readonly Bucket[],
  sites: SiteTable,
  traced: ReadonlyMap<number, TracedWait>,
): Waiting | null {
  const own = stack.filter((frame) => sites.kind(frame) !== 'runtime');
  const growing = buckets.filter(({ first, now }) => now.value > first.value);
  const waits = growing.flatMap((bucket) => traced.get(bucket.stack) ?? []);
  const [wait] = waits;
  const root = own.at(-1);
  if (root === undefined) return null;
  if (wait === undefined) {
    return { reason: waitReason(stack), at, runs: root, startedBy: null, minutes: null };
  }
  return {
    reason: wait.state,
    at,
    // The last line of a trace is where the goroutine was started.
    runs: own.at(-2) ?? root,
    startedBy: own.length > 1 ? root : null,
    minutes: [
      Math.min(...waits.map(({ minutes }) => minutes[0])),
      Math.max(...waits.map(({ minutes }) => minutes[1])),
    ],
  };
}
