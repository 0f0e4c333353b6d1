import type { Shard } from '../model/config.ts';
import type { WatchSetup } from './watch-setup.ts';

/**
 * Why a configuration cannot be taken by a reload: it shares the workloads among other shards, and with a bucket what fires
 * is handed over at a start; by a reload each would end what has moved while another one goes on with it. null: it can be.
 */
export function sharedOtherwise(
  { shard, storage }: Pick<WatchSetup, 'shard' | 'storage'>,
  next: Pick<WatchSetup, 'shard'>,
): string | null {
  if (storage.bucket === undefined || shareOf(shard) === shareOf(next.shard)) return null;
  return (
    `shard: this process was started as ${shareOf(shard)} and would be ${shareOf(next.shard)}. What fires is handed over by way of the bucket ` +
    'at a start: start every shard anew (kubectl rollout restart statefulset/NAME)'
  );
}

function shareOf(shard: Shard | null): string {
  if (shard === null) return 'the only one';
  const { index, count, by } = shard;
  return `number ${index} of ${count} shards${by === undefined ? '' : ` by ${by}`}`;
}
