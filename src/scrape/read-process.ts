import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reading } from '../model/reading.ts';
import { failure, type Result, success } from '../model/result.ts';
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
  const [status, stat, machine, rollup, openFds, cgroup] = await Promise.all([
    textOfFile(join(own, 'status')),
    textOfFile(join(own, 'stat')),
    textOfFile(join(root, 'proc', 'stat')),
    textOfFile(join(own, 'smaps_rollup')),
    readdir(join(own, 'fd')).then(
      (names) => names.length,
      () => undefined,
    ),
    readCgroup(pid, root),
  ]);
  if (machine === '') {
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
  const times = processTimes(stat, machine);
  return success({
    atMs: about.nowMs,
    instance: about.instance,
    figures: defined({
      rss,
      anon: statusBytes(status, 'RssAnon'),
      lazyFree: statusBytes(rollup, 'LazyFree'),
      workingSet: cgroup?.limitBytes === undefined ? undefined : cgroup.workingSetBytes,
      threads: statusCount(status, 'Threads'),
      openFds,
      cpuSeconds: times.cpuSeconds,
    }),
    ...defined({
      startAtMs: times.startAtMs,
      startTicks: times.startTicks,
      limitBytes: cgroup?.limitBytes,
    }),
  });
}

/** The same without what is unknown. */
function defined<K extends string>(
  values: Readonly<Record<K, number | undefined>>,
): Partial<Record<K, number>> {
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as Partial<Record<K, number>>;
}
