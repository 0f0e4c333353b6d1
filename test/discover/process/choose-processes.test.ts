import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chooseProcesses, isAlone } from '../../../src/discover/process/choose-processes.ts';
import { listProcesses, type ProcessInfo } from '../../../src/discover/process/list-processes.ts';
import type { ProcessMatch } from '../../../src/model/config.ts';

/** `pid name parent cgroup MiB`, a process a line, oldest first. */
function processes(text: string): ProcessInfo[] {
  return text
    .trim()
    .split('\n')
    .map((line, i) => {
      const [pid, comm = '', parent, cgroup = '', mib] = line.trim().split(/\s+/);
      return {
        pid: Number(pid),
        comm,
        name: comm === 'MainThread' ? 'node' : comm,
        parent: Number(parent),
        cgroup,
        rssBytes: Number(mib) * 2 ** 20,
        cmdline: `/bin/${comm} --port 80`,
        uid: 1000,
        startTicks: i,
      };
    });
}

const anybody: ProcessMatch = { notSelf: true, comm: null, cmdline: null, pid: null };
const pod = `
  1  pause  0 /../pause 1
  8  tini   0 /../app   1
  9  server 8 /../app   300
  10 helper 9 /../app   20
  20 proxy  0 /../proxy 40
  30 node   0 /         80
  31 sh     30 /        1
  40 bash   0 /         5`;

test.each<[string, string, Partial<ProcessMatch>, number[]]>([
  ['of each container the one that holds most', pod, {}, [9, 20]],
  ['by its name, as a whole', pod, { comm: 'pro.y' }, [20]],
  [
    'Node by what it is, whatever its main thread calls itself',
    '9 MainThread 0 /../a 9\n30 sawtooth 0 / 80',
    { comm: 'node' },
    [9],
  ],
  ['a part of a name is not the name', pod, { comm: 'serv' }, []],
  ['by a part of its command line', pod, { cmdline: 'helper --port' }, [10]],
  ['by an expression that would take for ever elsewhere', pod, { cmdline: '(/|[a-z]+)+$X' }, []],
  ['by its id', pod, { pid: 8 }, [8]],
  [
    'another one of our own container, where that is asked for',
    pod,
    { notSelf: false, comm: 'bash' },
    [40],
  ],
  [
    'nobody: the app is not there yet',
    '1 pause 0 /../pause 1\n30 node 0 / 80\n31 sh 30 / 1',
    {},
    [],
  ],
  [
    'cgroups that tell nothing',
    '1 pause 0 / 1\n9 server 0 / 300\n30 node 0 / 80\n31 sh 30 / 1',
    {},
    [9],
  ],
])('%s', (_, text, match, pids) => {
  const chosen = chooseProcesses(processes(text), { ...anybody, ...match }, 30);
  expect(chosen.map(({ pid }) => pid)).toEqual(pids);
});

test('a process namespace of its own shows this process and its kin alone', () => {
  expect(isAlone(processes('1 node 0 / 80\n5 sh 1 / 1'), 1)).toBe(true);
  expect(isAlone(processes(pod), 30)).toBe(false);
});

test('a program whose main thread calls itself so is called by its first argument', () => {
  const root = mkdtempSync(join(tmpdir(), 'sawtooth-proc-'));
  const put = (pid: number, comm: string, cmdline: string) => {
    const own = join(root, 'proc', String(pid));
    mkdirSync(own, { recursive: true });
    const rest = Array.from({ length: 30 }, (_, i) => i).join(' ');
    writeFileSync(join(own, 'stat'), `${pid} (${comm}) S ${rest}`);
    writeFileSync(join(own, 'status'), 'Uid:\t1000 1000\nVmRSS:\t 1000 kB\n');
    writeFileSync(join(own, 'cmdline'), cmdline);
  };
  put(1, 'MainThread', '/usr/local/bin/node\0--enable-source-maps\0/app/main.js\0');
  put(2, 'MainThread', 'next-server (v15.1)');
  put(3, 'node-MainThread', '');
  put(4, 'checkout', '/app/other');
  try {
    const named = listProcesses(root).map(({ pid, comm, name }) => [pid, comm, name]);
    expect(named.toSorted()).toEqual([
      [1, 'MainThread', 'node'],
      [2, 'MainThread', 'next-server'],
      [3, 'node-MainThread', 'node-MainThread'],
      [4, 'checkout', 'checkout'],
    ]);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('of kernel threads and zombies, which have no memory, nothing but their state is read', () => {
  const root = mkdtempSync(join(tmpdir(), 'sawtooth-proc-'));
  const put = (pid: number, comm: string, vsize: number) => {
    const own = join(root, 'proc', String(pid));
    mkdirSync(own, { recursive: true });
    const rest = Array.from({ length: 30 }, (_, i) => (i === 19 ? vsize : i)).join(' ');
    writeFileSync(join(own, 'stat'), `${pid} (${comm}) S ${rest}`);
    // What would be read of it, were it read.
    writeFileSync(join(own, 'status'), 'Uid:\t0 0\nVmRSS:\t 1000 kB\n');
  };
  put(1, 'kworker/0:1', 0);
  put(2, 'app', 4096);
  try {
    expect(listProcesses(root).map(({ comm }) => comm)).toEqual(['app']);
  } finally {
    rmSync(root, { recursive: true });
  }
});
