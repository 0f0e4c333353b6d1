import type { Points } from './fetch-chunk.ts';
import { isCadvisor } from './group-workloads.ts';
import type { Cursor } from './strand.ts';

/** The highest value of what a limit counts in the step that ended at this time. */
export function peakAt(
  atMs: number,
  cursors: readonly Cursor[],
  peaks: ReadonlyMap<number, Points>,
): number | undefined {
  let found: number | undefined;
  for (const { strand, endMs } of cursors) {
    const own = peaks.get(strand.key);
    const at = own?.times.indexOf(atMs) ?? -1;
    if (own === undefined || at < 0 || atMs >= endMs) continue;
    const peak = own.values[at] ?? 0;
    // The cgroup's working set is what its limit counts; of a process without one, what is resident.
    if (found === undefined || isCadvisor(strand.name)) found = peak;
  }
  return found;
}
