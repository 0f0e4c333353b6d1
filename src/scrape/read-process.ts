import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Reading } from '../model/reading.ts';
import { failure, type Result, success } from '../model/result.ts';
import { bootSeconds } from './boot-seconds.ts';
import { processTimes, statusBytes, statusCount } from './process-files.ts';
import { readCgroup } from './read-cgroup.ts';
import { textOfFile } from './text-of-file.ts';

/**
 * What `/proc` says of process `pid`: resident and anonymous memory, threads, CPU seconds, start; where its
 * user may look, open files, pages that wait to be taken back, and its cgroup: limit, working set (of a
 * cgroup with a limit: others are shared with who knows whom). `root` is where `proc` and `sys` stand. Fails
 * when there is no such process or this is not Linux.
 */
export async function readProcess(
  pid: number,
  about: { readonly nowMs: number; readonly instance: string; readonly root?: string },
): Promise<Result<Reading>> {
  const root = about.root ?? '/';
  const own = join(root, 'proc', String(pid));
  const bootedAt = bootSeconds(root);
  const [status, stat, rollup] = ['status', 'stat', 'smaps_rollup'].map((name) =>
    textOfFile(join(own, name)),
  ) as [string, string, string];
  if (bootedAt === null && textOfFile(join(root, 'proc/stat')) === '') {
    return failure(
      `pid:${pid}: this machine has no /proc. Watch a metrics page or a pprof endpoint instead.`,
    );
  }
  const rss = statusBytes(status, 'VmRSS');
  if (status === '' || stat === '') {
    return failure(`pid:${pid}: there is no such process (any more). Check its id with ps.`);
  }
  if (rss === undefined) {
    return failure(
      `pid:${pid}: it holds no memory of its own: a kernel thread, or already dead. Check its id with ps.`,
    );
  }
  const times = processTimes(stat, bootedAt);
  const cgroup = readCgroup(pid, root);
  return success({
    atMs: about.nowMs,
    instance: about.instance,
    figures: defined({
      rss,
      anon: statusBytes(status, 'RssAnon'),
      lazyFree: statusBytes(rollup, 'LazyFree'),
      workingSet: cgroup?.limitBytes === undefined ? undefined : cgroup.workingSetBytes,
      threads: statusCount(status, 'Threads'),
      openFds: countIn(join(own, 'fd')),
      cpuSeconds: times.cpuSeconds,
    }),
    ...defined({
      startAtMs: times.startAtMs,
      startTicks: times.startTicks,
      limitBytes: cgroup?.limitBytes,
    }),
  });
}

function countIn(folder: string): number | undefined {
  try {
    return readdirSync(folder).length;
  } catch {
    return undefined;
  }
}

/** The same without what is unknown. */
function defined<K extends string>(
  values: Readonly<Record<K, number | undefined>>,
): Partial<Record<K, number>> {
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as Partial<Record<K, number>>;
}
