import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { success } from '../../src/model/result.ts';
import { ProcessExits } from '../../src/scrape/process-exits.ts';
import { target } from '../support/fake-world.ts';

const minute = 60_000;
let root = '';
let nowMs = 0;
let exits = new ProcessExits();
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'process-exits-'));
  nowMs = 0;
  exits = new ProcessExits({ root, nowMs: () => nowMs, most: 3 });
});
afterEach(() => {
  exits.close();
  rmSync(root, { recursive: true });
});

function put(path: string, text: string) {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A process in a cgroup of its own, of which so many were killed; `pending` are its signals. */
function process(pid: number, kills: number, pending = '0000000000000000') {
  put(`proc/${pid}/cgroup`, `0::/c${pid}\n`);
  put(
    `proc/${pid}/status`,
    `VmRSS:\t     800 kB\nSigPnd:\t0000000000000000\nShdPnd:\t${pending}\n`,
  );
  put(`sys/fs/cgroup/c${pid}/cgroup.procs`, `${pid}\n`);
  put(`sys/fs/cgroup/c${pid}/memory.events`, `oom 0\noom_kill ${kills}\n`);
}

const of = (pid: number) =>
  target('shop', { id: `t${pid}`, source: 'process', url: `pid:${pid}`, scrapeIntervalMs: 15_000 });

async function scrape(pid: number, atMs: number, startAtMs: number) {
  const figures = {};
  const reading = { atMs, instance: 'a', figures, startAtMs, startTicks: startAtMs / 10 };
  const scraped = await exits.scraped(of(pid), async () => success(reading));
  return scraped.ok ? [scraped.value.lastExit, scraped.value.lastExitBy] : scraped.reason;
}

function look(pid: number, atMs: number, startAtMs: number) {
  const bytes = { usedBytes: 1, residentBytes: 1, peakBytes: 1, limitBytes: null };
  return exits.looked(of(pid), async () => ({
    ...{ atMs, startAtMs, startTicks: startAtMs / 10 },
    ...bytes,
  }));
}

const told = ['unknown', undefined];

test('a helper was killed, and the process that lived on is restarted before the next scrape', async () => {
  process(7, 0);
  await scrape(7, 0, 0);
  process(7, 1);
  expect(await scrape(7, 15_000, 0)).toEqual([undefined, undefined]);
  expect(exits.killedBy(of(7))).toBe('none');
  expect(await scrape(7, 30_000, 29_000)).toEqual(told);
});

test('the same, and only a look has seen it live on', async () => {
  process(7, 0);
  await scrape(7, 0, 0);
  process(7, 1);
  await look(7, 14_000, 0);
  expect(await scrape(7, 30_000, 29_000)).toEqual(told);
});

test.each([
  ['it has the signal', '0000000000000100'],
  ['nobody tells its signals', 'unknown'],
])('the process is still there a moment after its own kill was counted: %s', async (_, pending) => {
  process(7, 0);
  await scrape(7, 0, 0);
  process(7, 1, pending);
  if (pending === 'unknown') put('proc/7/status', 'VmRSS:\t     800 kB\n');
  expect(await scrape(7, 15_000, 0)).toEqual([undefined, undefined]);
  await look(7, 15_100, 0);
  expect(exits.killedBy(of(7))).toBe('cgroup');
  expect(await scrape(7, 30_000, 16_000)).toEqual(['oom', 'cgroup']);
});

test('of more than can be held open those that were looked at longest ago are let go', async () => {
  for (const pid of [1, 2, 3, 4]) process(pid, 0);
  for (const pid of [1, 2, 3]) await scrape(pid, 0, 0);
  await scrape(1, 1000, 0);
  await look(2, 1000, 0);
  await scrape(4, 1000, 0);
  for (const pid of [1, 2, 3, 4]) process(pid, 1);
  const asked = [1, 2, 3, 4].map((pid) => exits.killedBy(of(pid)));
  expect(asked).toEqual(['cgroup', 'cgroup', null, 'cgroup']);
});

test.each([
  ['comes back after five minutes', 5, 'cgroup'],
  ['is gone', 40, null],
])('a target that %s', async (_, minutes, by) => {
  for (const pid of [1, 2]) process(pid, 0);
  await scrape(1, 0, 0);
  for (let at = 0; at <= minutes; at++) {
    nowMs = at * minute;
    await scrape(2, nowMs, 0);
  }
  process(1, 1);
  expect(exits.killedBy(of(1))).toBe(by);
});

test('a pid that another process has by now is watched in the cgroup of that one', async () => {
  process(7, 0);
  await scrape(7, 0, 0);
  put('proc/7/cgroup', '0::/c8\n');
  put('sys/fs/cgroup/c8/cgroup.procs', '7\n');
  put('sys/fs/cgroup/c8/memory.events', 'oom 0\noom_kill 0\n');
  expect(await scrape(7, 15_000, 9000)).toEqual(told);
  put('sys/fs/cgroup/c8/memory.events', 'oom 1\noom_kill 1\n');
  expect(exits.killedBy(of(7))).toBe('cgroup');
  expect(await scrape(7, 30_000, 29_000)).toEqual(['oom', 'cgroup']);
});

test('kills below the cgroup of a process are not counted as its own', async () => {
  process(7, 0);
  put('sys/fs/cgroup/c7/memory.events.local', 'oom 0\noom_kill 0\n');
  await scrape(7, 0, 0);
  put('sys/fs/cgroup/c7/memory.events', 'oom 1\noom_kill 1\n');
  expect(exits.killedBy(of(7))).toBe('none');
  put('sys/fs/cgroup/c7/memory.events.local', 'oom 1\noom_kill 1\n');
  expect(exits.killedBy(of(7))).toBe('cgroup');
});

test.each([
  ['rw,nsdelegate', 'none'],
  ['rw,nsdelegate,memory_localevents', null],
])(
  'a pod whose hierarchy is mounted %s: its count, which has not risen, says %s',
  async (options, by) => {
    const pod = 'sys/fs/cgroup/kubepods-pod0a1b2c3d_4e5f.slice';
    put('proc/self/mountinfo', `30 24 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 ${options}\n`);
    put('proc/7/cgroup', '0::/kubepods-pod0a1b2c3d_4e5f.slice/app\n');
    put(`${pod}/app/cgroup.procs`, '7\n');
    put(`${pod}/memory.events`, 'oom 0\noom_kill 0\n');
    await scrape(7, 0, 0);
    // Its own cgroup tells nothing here: what is said is what the pod's count says.
    expect(exits.killedBy(of(7))).toBe(by);
  },
);
