import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reading } from '../model/reading.ts';
import { failure, type Result, success } from '../model/result.ts';
import { readCgroup } from './read-cgroup.ts';
import { textOfFile } from './text-of-file.ts';

/**
 * Times in /proc/PID/stat are counted in USER_HZ, which the kernel fixes at 100 towards programs on
 * every architecture that Node runs on (proc(5); include/asm-generic/param.h).
 */
const ticksPerSecond = 100;

/**
 * What `/proc` says of process `pid`: resident and anonymous memory, threads, CPU seconds, start; where its
 * user may look, open files, pages that wait to be taken back, and its cgroup: limit, kills, working set (of a
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
  const rss = kibibytes(status, 'VmRSS');
  if (status === '' || stat === '') {
    return failure(`pid:${pid}: there is no such process (any more). Check its id with ps.`);
  }
  if (rss === undefined) {
    return failure(
      `pid:${pid}: it holds no memory of its own: a kernel thread, or already dead. Check its id with ps.`,
    );
  }
  const times = timesOf(stat, machine);
  return success({
    atMs: about.nowMs,
    instance: about.instance,
    figures: defined({
      rss,
      anon: kibibytes(status, 'RssAnon'),
      lazyFree: kibibytes(rollup, 'LazyFree'),
      workingSet: cgroup?.limitBytes === undefined ? undefined : cgroup.workingSetBytes,
      threads: count(status, 'Threads'),
      openFds,
      cpuSeconds: times.cpuSeconds,
    }),
    ...defined({
      startAtMs: times.startAtMs,
      limitBytes: cgroup?.limitBytes,
      oomKills: cgroup?.oomKills,
    }),
  });
}

function kibibytes(status: string, field: string): number | undefined {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  return found === undefined ? undefined : Number(found) * 1024;
}

function count(status: string, field: string): number | undefined {
  const found = new RegExp(`^${field}:\\s+(\\d+)$`, 'm').exec(status)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** proc(5): utime, stime and starttime are the fields 14, 15 and 22, the state being the third. */
function timesOf(stat: string, machine: string): { cpuSeconds?: number; startAtMs?: number } {
  // The second field is the program's name in brackets, which may hold blanks and brackets itself.
  const fromState = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fromState[number - 3] ?? Number.NaN) / ticksPerSecond;
  const bootSeconds = Number(/^btime (\d+)$/m.exec(machine)?.[1] ?? Number.NaN);
  const cpuSeconds = field(14) + field(15);
  const startAtMs = (bootSeconds + field(22)) * 1000;
  return {
    ...(Number.isFinite(cpuSeconds) ? { cpuSeconds } : {}),
    ...(Number.isFinite(startAtMs) ? { startAtMs } : {}),
  };
}

/** The same without what is unknown. */
function defined<K extends string>(
  values: Readonly<Record<K, number | undefined>>,
): Partial<Record<K, number>> {
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as Partial<Record<K, number>>;
}
