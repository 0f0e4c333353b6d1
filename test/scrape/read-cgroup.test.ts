import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { readCgroup } from '../../src/scrape/read-cgroup.ts';
import { readProcess } from '../../src/scrape/read-process.ts';
import { readTree, writeTree } from '../support/tree.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

function tree(name: string): string {
  const root = writeTree(readTree(name));
  made.push(root);
  return root;
}

const v2 = { version: 2, usageBytes: 60e6, workingSetBytes: 50e6 };

test.each<[string, object | null]>([
  ['v2-pod', { ...v2, limitBytes: 2 ** 26 }],
  ['v2-no-limit', v2],
  ['v2-node-sized', v2],
  ['v2-other-user', null],
  ['v1-pod', { version: 1, limitBytes: 2 ** 26, usageBytes: 60e6, workingSetBytes: 50e6 }],
  // Counters of a cgroup are not read at one moment: its working set is never below nothing.
  ['v1-nested', { version: 1, limitBytes: 2 ** 25, usageBytes: 9e6, workingSetBytes: 0 }],
])('%s', async (name, cgroup) => {
  expect(await readCgroup(7, tree(name))).toEqual(cgroup);
});

test.each<[string, object]>([
  ['v2-pod', { workingSet: 50e6, lazyFree: 4 * 2 ** 20, openFds: 2 }],
  // Without a limit the cgroup may be the whole machine's.
  ['v2-no-limit', { lazyFree: 4 * 2 ** 20, openFds: 2 }],
  ['v2-other-user', {}],
])('%s: what is read of the process itself', async (name, more) => {
  const read = await readProcess(7, { nowMs: 1, instance: 'a', root: tree(name) });
  expect(read.ok && read.value.figures).toEqual({
    rss: 50 * 2 ** 20,
    anon: 40 * 2 ** 20,
    threads: 6,
    cpuSeconds: 2,
    ...more,
  });
});
