import { join } from 'node:path';
import { isNoLimit } from '../model/figure-names.ts';
import { cgroupFolders } from './cgroup-folders.ts';
import { textOfFile } from './text-of-file.ts';

/** What the kernel counts and enforces for the memory cgroup of a process; what cannot be seen is absent. */
export type Cgroup = {
  /** The least limit of the cgroup and all those above it. */
  readonly limitBytes?: number;
  /** All that is charged: anonymous memory, page cache, the kernel's own for it. */
  readonly usageBytes?: number;
  /** `usage − inactive_file`: what the kubelet evicts by and cAdvisor calls working set. */
  readonly workingSetBytes?: number;
};

/** The files of each version: admin-guide/cgroup-v2, admin-guide/cgroup-v1/memory (kernel.org). */
const names = {
  1: {
    limit: 'memory.limit_in_bytes',
    usage: 'memory.usage_in_bytes',
    inactiveFile: 'total_inactive_file',
  },
  2: {
    limit: 'memory.max',
    usage: 'memory.current',
    inactiveFile: 'inactive_file',
  },
} as const;

/**
 * Reads the memory cgroup of process `pid` below `root`; null where none of it can be seen. A limit of all the
 * memory that the machine has is none.
 */
export async function readCgroup(pid: number, root: string): Promise<Cgroup | null> {
  const found = await cgroupFolders(pid, root);
  const [own] = found?.folders ?? [];
  if (found === null || own === undefined) return null;
  const file = names[found.version];
  const [usage, stat, machine, ...limits] = await Promise.all(
    [
      join(own, file.usage),
      join(own, 'memory.stat'),
      join(root, 'proc/meminfo'),
      ...found.folders.map((folder) => join(folder, file.limit)),
    ].map(textOfFile),
  );
  const usageBytes = bytesOf(usage);
  const inactive = fieldOf(stat, file.inactiveFile);
  const cgroup = {
    limitBytes: leastLimit(
      // v1 tells of the limits above that our mount does not reach in memory.stat alone.
      [...limits.map(bytesOf), fieldOf(stat, 'hierarchical_memory_limit')],
      machine ?? '',
    ),
    usageBytes,
    workingSetBytes:
      usageBytes === undefined || inactive === undefined
        ? undefined
        : Math.max(0, usageBytes - inactive),
  };
  const known = Object.entries(cgroup).filter(([, value]) => value !== undefined);
  return known.length === 0 ? null : Object.fromEntries(known);
}

/** The memory of the machine in bytes, of `/proc/meminfo`; Infinity where it does not say. */
export function machineBytes(meminfo: string): number {
  const kibibytes = /^MemTotal:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  return kibibytes === undefined ? Number.POSITIVE_INFINITY : Number(kibibytes) * 1024;
}

function leastLimit(limits: readonly (number | undefined)[], meminfo: string): number | undefined {
  const most = machineBytes(meminfo);
  const known = limits.filter(
    (limit): limit is number => limit !== undefined && !isNoLimit(limit) && limit < most,
  );
  return known.length === 0 ? undefined : Math.min(...known);
}

/** A file of one number; `max` is none. */
function bytesOf(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? '';
  return /^\d+$/.test(trimmed) ? Number(trimmed) : undefined;
}

/** `name value`, one a line. */
function fieldOf(text: string | undefined, name: string): number | undefined {
  const found = new RegExp(`^${name} (\\d+)$`, 'm').exec(text ?? '')?.[1];
  return found === undefined ? undefined : Number(found);
}
