import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readProcess } from '../../src/scrape/read-process.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

/** A tree as /proc and /sys/fs/cgroup would show it. */
function tree(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'sawtooth-proc-'));
  made.push(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

const alive = {
  'proc/stat': 'cpu  1 2 3\nbtime 1700000000\nprocesses 5\n',
  'proc/7/status':
    'Name:\ta) b\nVmHWM:\t  900 kB\nVmRSS:\t   800 kB\nRssAnon:\t   600 kB\nThreads:\t5\n',
  // utime 150, stime 50, starttime 360000.
  'proc/7/stat': `7 (a) b (c) S 1 7 7 0 -1 4194304 9 8 7 6 150 50 0 0 20 0 5 0 360000 1 2`,
  'proc/7/fd/0': '',
  'proc/7/fd/1': '',
};
const figures = { rss: 819200, anon: 614400, threads: 5, openFds: 2, cpuSeconds: 2 };
const reading = {
  atMs: 1,
  instance: 'pid:7',
  figures,
  startAtMs: 1700003600000,
  startTicks: 360000,
};
const v2 = { 'proc/7/cgroup': '0::/a/b\n' };
const v1 = { 'proc/7/cgroup': '12:cpu,cpuacct:/\n9:memory:/a/b\n0::/x\n' };

test.each<[string, Record<string, string>, number | undefined]>([
  ['no cgroup', {}, undefined],
  ['v2', { ...v2, 'sys/fs/cgroup/a/b/memory.max': '4096\n' }, 4096],
  ['v2 without a limit', { ...v2, 'sys/fs/cgroup/a/b/memory.max': 'max\n' }, undefined],
  [
    'v2 with a lower limit above',
    { ...v2, 'sys/fs/cgroup/a/b/memory.max': '4096', 'sys/fs/cgroup/a/memory.max': '2048' },
    2048,
  ],
  [
    'v2 seen from within its container',
    { 'proc/7/cgroup': '0::/\n', 'sys/fs/cgroup/memory.max': '1024' },
    1024,
  ],
  [
    "another container's",
    {
      'proc/7/cgroup': '0::/../b\n',
      'sys/fs/cgroup/memory.max': '1',
      'proc/7/root/sys/fs/cgroup/memory.max': '64',
    },
    64,
  ],
  ['v1', { ...v1, 'sys/fs/cgroup/memory/a/b/memory.limit_in_bytes': '8192\n' }, 8192],
  [
    'v1 without a limit',
    { ...v1, 'sys/fs/cgroup/memory/a/b/memory.limit_in_bytes': '9223372036854771712\n' },
    undefined,
  ],
])('%s', async (_, files, limitBytes) => {
  const root = tree({ ...alive, ...files });
  const expected = limitBytes === undefined ? reading : { ...reading, limitBytes };
  expect(await readProcess(7, { nowMs: 1, instance: 'pid:7', root })).toEqual({
    ok: true,
    value: expected,
  });
});

test.each<[string, Record<string, string>, RegExp]>([
  ['no such process', { 'proc/stat': alive['proc/stat'] }, /^pid:7: there is no such process/],
  ['not Linux', {}, /no \/proc/],
  [
    'a dead one',
    { ...alive, 'proc/7/status': 'Name:\ta\nState:\tZ (zombie)\n' },
    /no memory of its own/,
  ],
])('%s is told', async (_, files, says) => {
  expect(await readProcess(7, { nowMs: 1, instance: 'pid:7', root: tree(files) })).toMatchObject({
    ok: false,
    reason: expect.stringMatching(says),
  });
});

test('times and open files that may not be read are left out', async () => {
  const root = tree({ ...alive, 'proc/7/stat': '7 (a) S 1' });
  rmSync(join(root, 'proc/7/fd'), { recursive: true });
  const { rss, anon, threads } = figures;
  expect(await readProcess(7, { nowMs: 1, instance: 'pid:7', root })).toEqual({
    ok: true,
    value: { atMs: 1, instance: 'pid:7', figures: { rss, anon, threads } },
  });
});
