import type { Sampling } from './fetch-chunk.ts';
import type { QueriedWorkload } from './group-workloads.ts';

/** What a round of a feed has read, for the line that says that its store is up; a shard may have none of it. */
export function whatIsRead(
  workloads: readonly QueriedWorkload[],
  series: number,
  sampling: Sampling,
): string {
  if (workloads.length === 0) return 'nothing for this shard: all that is there belongs to others';
  const processes = workloads.reduce((sum, { processes: own }) => sum + own.length, 0);
  const how =
    sampling.kind === 'raw' ? 'every sample' : `the floor of each ${sampling.stepMs / 1000} s`;
  return `${series} series of ${processes} processes in ${workloads.length} workloads, ${how}`;
}
