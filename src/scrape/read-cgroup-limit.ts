import { dirname, join } from 'node:path';
import { isNoLimit } from '../model/figure-names.ts';
import { textOfFile } from './text-of-file.ts';

/** Where a cgroup version mounts its memory controller, and which file holds the limit. */
type Hierarchy = { readonly mount: string; readonly file: string; readonly path: string };

/**
 * The memory limit in bytes that the kernel enforces on a process: the least of its cgroup's and all
 * those above it (v2 `memory.max`, v1 `memory.limit_in_bytes`); undefined where none is set or can be seen.
 */
export async function readCgroupLimit(pid: number, root: string): Promise<number | undefined> {
  const memberships = await textOfFile(join(root, 'proc', String(pid), 'cgroup'));
  const hierarchy = hierarchyOf(memberships);
  if (hierarchy === null) return undefined;
  const { mount, file, path } = hierarchy;
  const limits = await Promise.all(
    foldersOf(hierarchy, root).map(async (folder) => limitOf(await textOfFile(join(folder, file)))),
  );
  // Another container's cgroup is shown relative to ours; its own root file system shows it from inside.
  const inside = join(root, 'proc', String(pid), 'root', 'sys/fs/cgroup', mount, file);
  const seen = path.startsWith('/..') ? [limitOf(await textOfFile(inside))] : limits;
  const known = seen.filter((limit) => limit !== null);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** cgroups(7): `N:controllers:/path`; v2 is `0::/path`. Mixed systems keep the memory controller in v1. */
function hierarchyOf(memberships: string): Hierarchy | null {
  let found: Hierarchy | null = null;
  for (const line of memberships.split('\n')) {
    const [, controllers = '', path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (path === undefined) continue;
    if (controllers.split(',').includes('memory')) {
      return { mount: 'memory', file: 'memory.limit_in_bytes', path };
    }
    if (controllers === '') found = { mount: '', file: 'memory.max', path };
  }
  return found;
}

function foldersOf({ mount, path }: Hierarchy, root: string): string[] {
  const top = join(root, 'sys/fs/cgroup', mount);
  const folders = [top];
  for (let at = path; at !== '/' && !path.startsWith('/..'); at = dirname(at)) {
    folders.push(join(top, at));
  }
  return folders;
}

function limitOf(content: string): number | null {
  const bytes = Number(content.trim() || Number.NaN);
  return Number.isNaN(bytes) || isNoLimit(bytes) ? null : bytes;
}
