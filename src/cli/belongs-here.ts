import type { Shard } from '../model/config.ts';
import type { Incident } from '../model/incident.ts';
import { onShard } from '../relabel/on-shard.ts';

/** What of a job says which workloads a shard has. */
type ShardedJob = {
  readonly jobName: string;
  /** null: a metrics store tells workloads by what it has of their owners. */
  readonly workloadLabels: readonly string[] | null;
  readonly shard?: Shard;
};

/**
 * Whether the workload of an incident that a shard of an earlier count has left is on this shard, by the labels that
 * it was told with. One process that shares with nobody has all of them, also those that shards before it have left. A job
 * that relabelling has renamed is taken for any. Without a bucket (`hasBucket`) no shard knows what another one has
 * left, so that it is that one's to end: null. So it is without a job.
 */
export function belongsHere(
  jobs: readonly ShardedJob[],
  hasBucket = true,
): ((incident: Pick<Incident, 'labels'>) => boolean) | null {
  const sharded = jobs.filter(({ shard }) => shard !== undefined);
  if (jobs.length === 0 || !hasBucket) return null;
  if (sharded.length === 0) return () => true;
  return ({ labels }) => {
    const own = sharded.filter(({ jobName }) => jobName === labels['job']);
    return (own.length > 0 ? own : sharded).some(({ shard, workloadLabels }) => {
      const names = shard?.by === undefined ? workloadLabels : [shard.by];
      // Whoever has no target of it forgets it again.
      if (names === null) return true;
      return onShard(
        names.map((name) => labels[name] ?? ''),
        shard,
      );
    });
  };
}
