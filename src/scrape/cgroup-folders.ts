import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { textOfFile } from './text-of-file.ts';

/** Where the memory cgroup of a process can be read. */
export type CgroupFolders = {
  readonly version: 1 | 2;
  /** The process's own cgroup, then those above it as far as they can be seen. */
  readonly folders: readonly string[];
};

type Membership = { readonly version: 1 | 2; readonly path: string };

/**
 * Finds the memory cgroup of process `pid` below `root`; null where none can be told. Two ways lead to it: our
 * own mount of the hierarchy, if it shows that cgroup, else the process's, through its root file system, which
 * takes its user or the right to trace it. A container is shown another one's cgroup as `/../ID` (a namespace of
 * its own) or as a path that its mount does not reach (cgroups(7), `mountinfo` in proc(5)).
 */
export function cgroupFolders(pid: number, root: string): CgroupFolders | null {
  const process = join(root, 'proc', String(pid));
  const membership = membershipOf(textOfFile(`${process}/cgroup`));
  if (membership === null) return null;
  const key = [process, membership.version, membership.path].join(' ');
  const nowMs = performance.now();
  const known = found.get(key);
  if (known !== undefined && nowMs < known.untilMs && isThere(known.folders)) return known.folders;
  const folders = foldersOf(membership, process, root);
  found.delete(key);
  found.set(key, { folders, untilMs: nowMs + holdsMs });
  for (const oldest of found.keys()) {
    if (found.size <= mostFound) break;
    found.delete(oldest);
  }
  return folders;
}

/** Tables of mounts are long, and where a process is in the hierarchy stays as it is: they are read once a minute. */
const holdsMs = 60_000;
const mostFound = 500;
const found = new Map<string, { readonly folders: CgroupFolders; readonly untilMs: number }>();

/** A container that is being started is given other mounts while its process and its cgroup stay the same. */
function isThere({ folders: [own] }: CgroupFolders): boolean {
  return own !== undefined && isCgroup(own);
}

function foldersOf({ version, path }: Membership, process: string, root: string): CgroupFolders {
  const mount = version === 1 ? 'sys/fs/cgroup/memory' : 'sys/fs/cgroup';
  const own = below(path, mountRootOf(textOfFile(join(root, 'proc/self/mountinfo')), mount));
  const top = join(root, mount);
  if (own !== null && (own === '/' || isCgroup(join(top, own)))) {
    return { version, folders: upwards(top, own) };
  }
  const theirs = below(path, mountRootOf(textOfFile(join(process, 'mountinfo')), mount));
  return { version, folders: upwards(join(process, 'root', mount), theirs ?? '/') };
}

/** cgroups(7): `N:controllers:/path`; v2 is `0::/path`. Mixed systems keep the memory controller in v1. */
function membershipOf(memberships: string): Membership | null {
  let found: Membership | null = null;
  for (const line of memberships.split('\n')) {
    const [, controllers = '', path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (path === undefined) continue;
    if (controllers.split(',').includes('memory')) return { version: 1, path };
    if (controllers === '') found = { version: 2, path };
  }
  return found;
}

/** proc(5), mountinfo: the fourth field is what of the hierarchy is mounted, the fifth where. */
function mountRootOf(mountinfo: string, mount: string): string {
  for (const line of mountinfo.split('\n')) {
    const [, , , mounted, at] = line.split(' ');
    if (at === `/${mount}` && mounted !== undefined) return mounted;
  }
  return '/';
}

/** `path` as seen from a mount of `mounted`; null where that mount does not show it. */
function below(path: string, mounted: string): string | null {
  if (mounted === '/') return path.startsWith('/..') ? null : path;
  if (path === mounted) return '/';
  return path.startsWith(`${mounted}/`) ? path.slice(mounted.length) : null;
}

/** The root of all cgroups has no limit, yet its processes; a test's tree may hold the limit alone. */
function isCgroup(folder: string): boolean {
  const files = ['cgroup.procs', 'memory.max', 'memory.limit_in_bytes'];
  return files.some((file) => existsSync(join(folder, file)));
}

function upwards(top: string, path: string): string[] {
  const folders: string[] = [];
  for (let at = path; at !== '/'; at = dirname(at)) folders.push(join(top, at));
  return [...folders, top];
}
