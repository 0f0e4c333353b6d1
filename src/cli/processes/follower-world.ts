import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { podIdentity } from '../../discover/process/pod-identity.ts';
import { machineBytes } from '../../scrape/read-cgroup.ts';
import { textOfFile } from '../../scrape/text-of-file.ts';
import type { FollowerWorld } from './process-follower.ts';

/** Where manifests mount the volume of the downward API as a rule. */
const podInfo = '/etc/podinfo';

/** What this process can tell of itself and of where it runs. */
export async function followerWorld(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Omit<FollowerWorld, 'recorder' | 'nowMs' | 'sleep'>> {
  const [labels, annotations, meminfo] = await Promise.all([
    textOfFile(join(podInfo, 'labels')),
    textOfFile(join(podInfo, 'annotations')),
    readFile('/proc/meminfo', 'utf8').catch(() => ''),
  ]);
  return {
    pod: podIdentity(env, { labels, annotations }),
    host: hostname(),
    pid: process.pid,
    uid: process.getuid?.() ?? -1,
    machineBytes: machineBytes(meminfo),
  };
}
