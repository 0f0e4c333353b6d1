import { hostname } from 'node:os';
import { join } from 'node:path';
import { podIdentity } from '../../discover/process/pod-identity.ts';
import { machineBytes } from '../../scrape/read-cgroup.ts';
import { textOfFile } from '../../scrape/text-of-file.ts';
import type { FollowerWorld } from './process-follower.ts';

/** Where manifests mount the volume of the downward API as a rule. */
const podInfo = '/etc/podinfo';

/** What this process can tell of itself and of where it runs. */
export function followerWorld(
  env: Readonly<Record<string, string | undefined>>,
): Omit<FollowerWorld, 'recorder' | 'nowMs' | 'sleep'> {
  const [labels, annotations] = ['labels', 'annotations'].map((name) =>
    textOfFile(join(podInfo, name)),
  ) as [string, string];
  return {
    pod: podIdentity(env, { labels, annotations }),
    host: hostname(),
    pid: process.pid,
    uid: process.getuid?.() ?? -1,
    machineBytes: machineBytes(textOfFile('/proc/meminfo')),
  };
}
