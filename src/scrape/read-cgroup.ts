import { join } from 'node:path';
import { isNoLimit } from '../model/figure-names.ts';
import { cgroupFolders } from './cgroup-folders.ts';
import { textOfFile } from './text-of-file.ts';

/** What the kernel counts and enforces for the memory cgroup of a process; what cannot be seen is absent. */
export type Cgroup = {
  readonly version: 1 | 2;
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
export function readCgroup(pid: number, root: string): Cgroup | null {
  const found = cgroupFolders(pid, root);
  const [own] = found?.folders ?? [];
  if (found === null || own === undefined) return null;
  const file = names[found.version];
  const usageBytes = bytesOf(textOfFile(`${own}/${file.usage}`));
  const stat = textOfFile(`${own}/memory.stat`);
  const inactive = fieldOf(stat, file.inactiveFile);
  // v1 tells the least of all of them there, also of those above that our mount does not reach.
  const least = fieldOf(stat, 'hierarchical_memory_limit');
  const limits =
    least === undefined
      ? found.folders.map((folder) => bytesOf(textOfFile(join(folder, file.limit))))
      : [least];
  const cgroup = {
    limitBytes: leastLimit(limits, root),
    usageBytes,
    workingSetBytes:
      usageBytes === undefined || inactive === undefined
        ? undefined
        : Math.max(0, usageBytes - inactive),
  };
  const known = Object.entries(cgroup).filter(([, value]) => value !== undefined);
  return known.length === 0 ? null : { version: found.version, ...Object.fromEntries(known) };
}

/** The memory of the machine in bytes, of `/proc/meminfo`; Infinity where it does not say. */
export function machineBytes(meminfo: string): number {
  const kibibytes = /^MemTotal:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  return kibibytes === undefined ? Number.POSITIVE_INFINITY : Number(kibibytes) * 1024;
}

function leastLimit(limits: readonly (number | undefined)[], root: string): number | undefined {
  const known = limits.filter((limit): limit is number => limit !== undefined && !isNoLimit(limit));
  if (known.length === 0) return undefined;
  const least = Math.min(...known);
  return least < machineBytes(textOfFile(join(root, 'proc/meminfo'))) ? least : undefined;
}

/** A file of one number; `max` is none. */
function bytesOf(text: string): number | undefined {
  const trimmed = text.trim();
  return /^\d+$/.test(trimmed) ? Number(trimmed) : undefined;
}

/** `name value`, one a line. */
function fieldOf(text: string, name: string): number | undefined {
  const found = new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}
