import { join } from 'node:path';
import type { MemoryNow } from '../model/recorder.ts';
import { bootSeconds } from './boot-seconds.ts';
import { processTimes, statusBytes } from './process-files.ts';
import { readCgroup } from './read-cgroup.ts';
import { textOfFile } from './text-of-file.ts';

/**
 * What process `pid` holds of the memory that its limit counts: a few files of `/proc` and its cgroup, none of
 * which asks anything of the process itself. null when it is not there.
 */
export function lookAtMemory(
  pid: number,
  about: { readonly nowMs: number; readonly root?: string },
): MemoryNow | null {
  const root = about.root ?? '/';
  const own = join(root, 'proc', String(pid));
  const status = textOfFile(`${own}/status`);
  const residentBytes = statusBytes(status, 'VmRSS');
  if (residentBytes === undefined) return null;
  const cgroup = readCgroup(pid, root);
  const limitBytes = cgroup?.limitBytes ?? null;
  const workingSet = limitBytes === null ? undefined : cgroup?.workingSetBytes;
  const { startAtMs = null, startTicks } = processTimes(
    textOfFile(`${own}/stat`),
    bootSeconds(root),
  );
  return {
    atMs: about.nowMs,
    startAtMs,
    ...(startTicks === undefined ? {} : { startTicks }),
    usedBytes: workingSet ?? residentBytes,
    ...(workingSet === undefined ? {} : { usedAs: 'workingSet' as const }),
    residentBytes,
    peakBytes: statusBytes(status, 'VmHWM') ?? null,
    limitBytes,
    ...(cgroup?.version === 2 ? { isKillTold: true as const } : {}),
  };
}
