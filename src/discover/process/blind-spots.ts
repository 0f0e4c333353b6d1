import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessInfo } from './list-processes.ts';

/** Said where this process is alone in its process namespace. */
export const alone =
  "no process but its own can be seen: the pod does not share its process namespace. Set spec.shareProcessNamespace: true in the pod's manifest; until then there are only the figures of pages on localhost, no resident memory, no limit and no kills";

/** Said where others are there, and none of them is meant. */
export const nobody =
  'no process is there that is meant: it has not started yet, or comm, cmdline or pid of the match are of none';

/**
 * What of a process may not be seen, and how to grant it. Linux shows `root`, `smaps_rollup` and descriptors
 * to a process of the same user (or with SYS_PTRACE, which the restricted profile does not allow).
 */
export async function blindSpots(
  { pid, comm, uid }: ProcessInfo,
  about: { readonly ownUid: number; readonly limitFrom: string | null; readonly root?: string },
): Promise<readonly string[]> {
  const seen = await readlink(join(about.root ?? '/', 'proc', String(pid), 'root')).then(
    () => true,
    () => false,
  );
  if (seen) return [];
  const limit =
    about.limitFrom === null
      ? 'its limit, its kills, LazyFree and which ports are its own stay unseen'
      : `its kills, LazyFree and which ports are its own stay unseen, its limit is ${about.limitFrom}`;
  const grant =
    uid === about.ownUid
      ? 'It is of the same user and still closed: it dropped rights or is not dumpable (prctl(2), PR_SET_DUMPABLE)'
      : `Run the sidecar as the app's user: securityContext: { runAsUser: ${uid} }`;
  return [
    `of ${comm} (pid ${pid}, user ${uid}) user ${about.ownUid} may read VmRSS alone: ${limit}. ${grant}`,
  ];
}

/** Above this share of the machine's memory a limit from the downward API is what a node can give. */
const ofTheNode = 2 / 3;

/**
 * Whether `limits.memory` of the downward API is none: where a container has no limit the kubelet gives what the
 * node has for pods, which is its memory less what is kept for the system (a third of small nodes at most).
 */
export function isNodeSized(limitBytes: number, machineBytes: number): boolean {
  return limitBytes >= ofTheNode * machineBytes;
}
