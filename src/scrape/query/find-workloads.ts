import type { QueryConfig } from '../../model/config.ts';
import { type Result, success } from '../../model/result.ts';
import { onShard } from '../../relabel/on-shard.ts';
import { type FoundSeries, findSeries } from './find-series.ts';
import { groupWorkloads, type QueriedWorkload } from './group-workloads.ts';
import type { ClusterNames } from './pod-names.ts';
import { PodOwners } from './pod-owners.ts';
import type { QueryServer } from './query-server.ts';
import { shardMatch } from './shard-match.ts';

/** The workloads of a query that had a sample in some time. */
export type FoundWorkloads = Pick<FoundSeries, 'warnings' | 'isPartial'> & {
  /** By name; those of other shards are left out. */
  readonly workloads: readonly QueriedWorkload[];
  readonly owners: PodOwners;
  /** Whether there was a series at all, of whichever shard. */
  readonly hasSeries: boolean;
};

/**
 * Looks for the workloads of a query that had a sample since `fromMs`. With `shard.by` the server is asked for this
 * shard's series alone. Fails as `findSeries` does.
 */
export async function findWorkloads(
  server: QueryServer,
  { match, maxSeries, shard, workloadLabels }: QueryConfig,
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
  clusters: ClusterNames,
): Promise<Result<FoundWorkloads>> {
  const span = { fromMs, untilMs };
  if (shard?.by !== undefined && shard.count > 1) {
    const own = await shardMatch(server, match, { ...shard, by: shard.by }, span);
    if (!own.ok) return own;
    const { match: ours, warnings, isPartial } = own.value;
    // Nothing of what is there is this shard's.
    if (ours === null) {
      return success({ ...none, warnings, isPartial, owners: new PodOwners([]) });
    }
    const sought = { ...span, matches: [ours], maxSeries: 2 * maxSeries };
    const found = grouped(
      await findSeries(server, sought),
      { workloadLabels, clusters },
      () => true,
    );
    if (!found.ok) return found;
    return success({
      ...found.value,
      warnings: [...new Set([...warnings, ...found.value.warnings])],
      // A value that was not listed is one whose series were not asked for.
      isPartial: isPartial || found.value.isPartial,
    });
  }
  // Twice as many: which whole workloads are left out can be said only of what was seen. Of all shards: whose a
  // series is shows once all of its pod's are there.
  const most = 2 * maxSeries * (shard?.count ?? 1);
  const found = await findSeries(server, { ...span, matches: [match], maxSeries: most });
  return grouped(found, { workloadLabels, clusters }, ({ labels }) => {
    // As Prometheus has it, and the targets that are polled: a label that is missing has the empty value.
    const names = workloadLabels ?? Object.keys(labels);
    return onShard(
      names.map((name) => labels[name] ?? ''),
      shard,
    );
  });
}

/** As `FoundWorkloads` of a server that has something, all of it other shards'. */
const none = { workloads: [], hasSeries: true };

function grouped(
  found: Result<FoundSeries>,
  by: Pick<QueryConfig, 'workloadLabels'> & { readonly clusters: ClusterNames },
  isOurs: (workload: QueriedWorkload) => boolean,
): Result<FoundWorkloads> {
  if (!found.ok) return found;
  const { series, warnings, isPartial } = found.value;
  const owners = new PodOwners(found.value.owners);
  const all = groupWorkloads(series, by.workloadLabels, owners, by.clusters);
  const workloads = all.filter(isOurs);
  return success({ workloads, owners, warnings, isPartial, hasSeries: series.length > 0 });
}
