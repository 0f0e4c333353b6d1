import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** One process as `/proc` shows it to everybody. */
export type ProcessInfo = {
  readonly pid: number;
  readonly parent: number;
  /** The kernel's name for it: the program's, cut after 15 characters. */
  readonly comm: string;
  /** What it is called among people: the kernel's name, unless its main thread calls itself just that, as Node's does from 23 on. */
  readonly name: string;
  /** Its arguments, one blank apart. */
  readonly cmdline: string;
  readonly uid: number;
  /** In clock ticks since the boot: with the pid it names a process for good. */
  readonly startTicks: number;
  /** Its memory cgroup, as our own sees it: the same for all of one container. */
  readonly cgroup: string;
  readonly rssBytes: number;
};

/** What a list has seen, by pid; null: there is no memory of its own. */
export type SeenProcesses = ReadonlyMap<number, ProcessInfo | null>;

/** Every process that has memory of its own (no kernel thread, no zombie) below `root`. */
export function listProcesses(root = '/'): readonly ProcessInfo[] {
  return inOrder(seeProcesses(root, new Map()));
}

/**
 * Every process below `root`. Of one that was seen `before` no more than its state is read, and it is given as it was
 * then unless it calls itself otherwise; of one that had no memory nothing is.
 */
export function seeProcesses(root: string, before: SeenProcesses): SeenProcesses {
  const folder = join(root, 'proc');
  const pids = namesIn(folder).filter((name) => /^\d+$/.test(name));
  return new Map(
    pids.map((name) => {
      const pid = Number(name);
      const known = before.get(pid);
      return [pid, known === null ? null : readInfo(folder, name, known)];
    }),
  );
}

/** Those with memory of their own, the oldest first. */
export function inOrder(seen: SeenProcesses): readonly ProcessInfo[] {
  const processes = [...seen.values()].filter((info) => info !== null);
  return processes.sort((a, b) => a.startTicks - b.startTicks);
}

/** When a process started, in ticks since the boot; null: there is none (any more). */
export function startTicksOf(pid: number, root = '/'): number | null {
  const stat = textIn(join(root, 'proc', String(pid), 'stat'));
  return stat === '' ? null : Number(afterName(stat)[19]);
}

/** What a process holds now; 0: there is none (any more). */
export function residentBytes(pid: number, root = '/'): number {
  const status = textIn(join(root, 'proc', String(pid), 'status'));
  return Number(residentKib.exec(status)?.[1] ?? 0) * 1024;
}

/** One process; null: there is none (any more), or it has no memory of its own. */
function readInfo(folder: string, name: string, before?: ProcessInfo): ProcessInfo | null {
  const own = `${folder}/${name}`;
  const stat = textIn(`${own}/stat`);
  const after = afterName(stat);
  const comm = /\((.*)\)/s.exec(stat)?.[1];
  // On a node most are the kernel's own: of them nothing else is read.
  if (comm === undefined || Number(after[20]) === 0) return null;
  const startTicks = Number(after[19] ?? 0);
  if (before?.startTicks === startTicks && before.comm === comm) return before;
  const status = textIn(`${own}/status`);
  const rss = residentKib.exec(status)?.[1];
  if (rss === undefined) return null;
  const words = textIn(`${own}/cmdline`).split('\0').filter(Boolean);
  return {
    pid: Number(name),
    parent: Number(after[1] ?? 0),
    comm,
    name: nameOf(comm, words[0] ?? ''),
    cmdline: words.join(' '),
    uid: Number(realUid.exec(status)?.[1] ?? -1),
    startTicks,
    cgroup: memoryCgroup(textIn(`${own}/cgroup`)),
    rssBytes: Number(rss) * 1024,
  };
}

const residentKib = /^VmRSS:\s+(\d+)/m;
const realUid = /^Uid:\s+(\d+)/m;

/** `program` is the first argument: a path, or a title that the program gave itself. */
function nameOf(comm: string, program: string): string {
  if (!/^(node-)?MainThread$/.test(comm)) return comm;
  return basename(program.split(' ')[0] ?? '') || comm;
}

/**
 * The fields from the third on: the name in brackets may hold blanks and brackets itself. The start is the 22nd; the 23rd
 * is the size of the address space, which kernel threads and zombies have none of (proc(5)).
 */
function afterName(stat: string): readonly string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ', 21);
}

/** At once: the kernel has it in memory (see `textOfFile` of scrape/). */
function textIn(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** cgroups(7): the memory controller's line in v1, the only one in v2. */
function memoryCgroup(memberships: string): string {
  const lines = memberships.split('\n');
  const line = lines.find((each) => /^\d+:([^:]*,)?memory(,[^:]*)?:/.test(each));
  return (line ?? lines.find((each) => each.startsWith('0::')) ?? '').split(':').slice(2).join(':');
}
