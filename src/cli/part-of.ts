import type { Shard } from '../model/config.ts';
import { fingerprint, type Labels } from '../model/labels.ts';

/** What tells a deployment from others that put their incidents into the same bucket. */
export type Deployment = {
  readonly externalLabels: Labels;
  readonly jobs: readonly { readonly jobName: string; readonly shard?: Shard }[];
  /** Jobs that watch the processes of one machine or pod. */
  readonly processes: readonly { readonly jobName: string }[];
  /** What the command line names. */
  readonly targets: readonly { readonly url: string }[];
};

/**
 * Which part of which deployment a process is, by a name that its successor has as well: a shard by its number, who
 * watches processes by its host's name, `all` otherwise, each with the fingerprint of the external labels, which are a
 * deployment's own by the convention of whoever writes to one place. Where there are none, of the names of its jobs.
 */
export function partOf(
  { externalLabels, jobs, processes, targets }: Deployment,
  hostName: string,
): string {
  const names = [...jobs, ...processes]
    .map(({ jobName }) => jobName)
    .concat(targets.map(({ url }) => url));
  const hasLabels = Object.keys(externalLabels).length > 0;
  const whose = hasLabels ? externalLabels : Object.fromEntries(names.map((name) => [name, '']));
  const shard = jobs.find((job) => job.shard !== undefined)?.shard;
  const one = processes.length > 0 ? hostName : 'all';
  const which = shard === undefined ? one : `shard-${shard.index}-of-${shard.count}`;
  return `${which}-${fingerprint(whose)}`;
}
