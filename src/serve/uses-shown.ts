import type { DiscoveryState } from '../model/discovery.ts';
import { type LimitUse, limits } from '../model/limits.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { StoreHolds } from '../model/store-holds.ts';

/** What `/metrics` knows beside the snapshot. */
type Beside = {
  /** How many workloads have a verdict. */
  readonly workloads: number;
  readonly discovery: DiscoveryState | undefined;
  /** null: not known yet. */
  readonly stored: StoreHolds | null;
};

/** How much is used of those limits that what is shown tells: of several with the same, each. */
export function usesShown(
  { targets, incidents, snoozes, feeds = [] }: Snapshot,
  { workloads, discovery, stored }: Beside,
): readonly LimitUse[] {
  return [
    { limit: 'workloads_with_series', used: workloads },
    { limit: 'listed_entries', used: Math.max(targets.length, incidents.length) },
    { limit: 'snoozes', used: snoozes.length },
    { limit: 'instances_of_workload', used: mostOfOne(targets) },
    ...feeds.map(
      ({ series, seriesLimit }): LimitUse => ({
        limit: 'query_series',
        used: series,
        most: seriesLimit,
      }),
    ),
    ...[...(discovery?.targets ?? [])].map(
      ([job, used]): LimitUse => ({
        limit: 'targets_of_job',
        used,
        most: discovery?.limits.get(job) ?? limits.targets_of_job.most,
      }),
    ),
    ...(stored === null
      ? []
      : [
          { limit: 'storage_bytes', used: stored.bytes, most: stored.limitBytes } as const,
          { limit: 'workloads_stored', used: stored.goneWorkloads ?? 0 } as const,
        ]),
  ];
}

/** How many targets the workload has that has most of them. */
function mostOfOne(targets: Snapshot['targets']): number {
  const counts = new Map<string, number>();
  for (const { target } of targets)
    counts.set(target.workload, 1 + (counts.get(target.workload) ?? 0));
  return Math.max(0, ...counts.values());
}
