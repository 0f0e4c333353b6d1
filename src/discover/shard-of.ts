import type { Shard, ShardConfig } from '../model/config.ts';
import { failure, type Result, success } from '../model/result.ts';

/**
 * Which shard this process is. `auto` takes the number at the end of the host name, which is a
 * StatefulSet's ordinal (`sawtooth-2`), whatever follows its first dot. Fails where there is none, or where
 * the number is beyond the count: such a process would watch nothing, and say nothing of it.
 */
export function shardOf({ index, count, by }: ShardConfig, hostName: string): Result<Shard> {
  if (count === 1 && index === 'auto') return success({ index: 0, count });
  const ordinal = index === 'auto' ? ordinalOf(hostName) : index;
  if (ordinal === null) {
    return failure(
      `shard: this is one of ${count} shards, but the host name ${JSON.stringify(hostName)} does not end in a number as a StatefulSet's do (sawtooth-0). Set shard.index, --shard.index or SAWTOOTH_SHARD_INDEX.`,
    );
  }
  if (ordinal >= count) {
    return failure(
      `shard: ${index === 'auto' ? `the host name ${JSON.stringify(hostName)} makes this` : 'this is'} shard ${ordinal}, but there are ${count}, counted from 0: it would watch nothing. Set shard.count to the number of replicas, everywhere the same.`,
    );
  }
  return success({ index: ordinal, count, ...(by === undefined ? {} : { by }) });
}

function ordinalOf(hostName: string): number | null {
  const [, digits] = /^[^.]*-(\d{1,4})(\.|$)/.exec(hostName) ?? [];
  return digits === undefined ? null : Number(digits);
}
