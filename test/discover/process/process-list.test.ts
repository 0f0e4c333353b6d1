import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ProcessList } from '../../../src/discover/process/process-list.ts';
import { writeTree } from '../../support/tree.ts';

let root = '';
beforeEach(() => {
  root = writeTree({ 'proc/version': 'Linux' });
});
afterEach(() => rmSync(root, { recursive: true }));

/** `startTicks` is the 22nd field of stat, the size of the address space the 23rd. */
function put(pid: number, comm: string, { startTicks = 10, vsize = 4096, kib = 100 } = {}): void {
  const own = join(root, 'proc', String(pid));
  mkdirSync(own, { recursive: true });
  const rest = Array.from({ length: 30 }, (_, i) => (i === 18 ? startTicks : i === 19 ? vsize : i));
  writeFileSync(join(own, 'stat'), `${pid} (${comm}) S ${rest.join(' ')}`);
  writeFileSync(join(own, 'status'), `Uid:\t0 0\nVmRSS:\t ${kib} kB\n`);
  writeFileSync(join(own, 'cgroup'), `0::/${comm}\n`);
  writeFileSync(join(own, 'cmdline'), `/bin/${comm}\0`);
}

function told(list: ProcessList, nowMs: number, anew = false): readonly string[] {
  const known = list.list(nowMs, anew);
  return known.map(
    ({ pid, comm, cgroup, rssBytes }) => `${pid} ${comm} ${cgroup} ${rssBytes / 1024}`,
  );
}

test('who comes and goes is seen in each list, what is known of the others is read once a minute', () => {
  const list = new ProcessList(root);
  put(1, 'app');
  put(2, 'kworker', { vsize: 0 });
  expect(told(list, 0)).toEqual(['1 app /app 100']);
  put(1, 'app', { kib: 900 });
  put(3, 'helper', { startTicks: 20 });
  expect(told(list, 15_000)).toEqual(['1 app /app 100', '3 helper /helper 100']);
  rmSync(join(root, 'proc/3'), { recursive: true });
  expect(told(list, 30_000)).toEqual(['1 app /app 100']);
  expect(told(list, 60_000)).toEqual(['1 app /app 900']);
});

test('another process of the same pid, or one that runs another program now, is read at once', () => {
  const list = new ProcessList(root);
  put(1, 'app');
  put(2, 'sh');
  expect(told(list, 0)).toEqual(['1 app /app 100', '2 sh /sh 100']);
  put(1, 'app', { startTicks: 11, kib: 7 });
  put(2, 'server', { kib: 8 });
  expect(told(list, 15_000)).toEqual(['2 server /server 8', '1 app /app 7']);
});

test('where somebody is looked for, and after a clock that was set back, all is read', () => {
  const list = new ProcessList(root);
  put(1, 'app');
  list.list(1_000_000, false);
  put(1, 'app', { kib: 2 });
  expect(told(list, 1_001_000, true)).toEqual(['1 app /app 2']);
  put(1, 'app', { kib: 3 });
  expect(told(list, 0)).toEqual(['1 app /app 3']);
});
