import type { Shard } from '../model/config.ts';
import { hashMod } from './hash-mod.ts';

/**
 * Whether a workload is this shard's: Prometheus' `hashmod` over the values of its labels, joined by `;` as
 * `source_labels` are. Every workload is on exactly one of `count` shards, and all of its instances are on
 * the same, so that its lives are stitched in one place. Without a shard everything is.
 */
export function onShard(values: readonly string[], shard: Shard | undefined): boolean {
  if (shard === undefined || shard.count === 1) return true;
  return hashMod(values.join(';'), BigInt(shard.count)) === BigInt(shard.index);
}
