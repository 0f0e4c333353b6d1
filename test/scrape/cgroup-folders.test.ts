import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { cgroupFolders } from '../../src/scrape/cgroup-folders.ts';
import { writeTree } from '../support/tree.ts';

let root = '';
afterEach(() => {
  vi.useRealTimers();
  rmSync(root, { recursive: true });
});

const foldersNow = () => cgroupFolders(7, root)?.folders.map((folder) => folder.slice(root.length));

test('a process that is moved to another cgroup is found there at once', () => {
  root = writeTree({
    'proc/7/cgroup': '0::/a\n',
    'sys/fs/cgroup/a/cgroup.procs': '7\n',
    'sys/fs/cgroup/b/memory.max': 'max\n',
  });
  expect(foldersNow()).toEqual(['/sys/fs/cgroup/a', '/sys/fs/cgroup']);
  writeFileSync(join(root, 'proc/7/cgroup'), '0::/b\n');
  expect(foldersNow()).toEqual(['/sys/fs/cgroup/b', '/sys/fs/cgroup']);
  rmSync(join(root, 'proc/7'), { recursive: true });
  expect(foldersNow()).toBeUndefined();
});

test('mounts are looked at again after a minute', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  root = writeTree({
    'proc/7/cgroup': '0::/a\n',
    'proc/self/mountinfo': '',
    'proc/7/root/sys/fs/cgroup/a/cgroup.procs': '7\n',
  });
  const throughRoot = ['/proc/7/root/sys/fs/cgroup/a', '/proc/7/root/sys/fs/cgroup'];
  expect(foldersNow()).toEqual(throughRoot);
  writeFileSync(
    join(root, 'proc/self/mountinfo'),
    '30 1 0:26 /a /sys/fs/cgroup ro - cgroup2 cgroup rw\n',
  );
  vi.advanceTimersByTime(59_000);
  expect(foldersNow()).toEqual(throughRoot);
  vi.advanceTimersByTime(2_000);
  expect(foldersNow()).toEqual(['/sys/fs/cgroup']);
});

test('a process that is given other mounts while it starts is found by them at once', () => {
  const mounted = 'proc/7/root/sys/fs/cgroup';
  root = writeTree({
    'proc/7/cgroup': '0::/pods/a\n',
    'proc/self/mountinfo': '',
    'proc/7/mountinfo': '30 1 0:26 / /sys/fs/cgroup ro - cgroup2 cgroup rw\n',
    [`${mounted}/pods/a/cgroup.procs`]: '7\n',
  });
  expect(foldersNow()?.[0]).toBe(`/${mounted}/pods/a`);
  // A runtime has turned to the root of the container, and starts the program there.
  rmSync(join(root, mounted, 'pods'), { recursive: true });
  writeFileSync(join(root, mounted, 'cgroup.procs'), '7\n');
  writeFileSync(
    join(root, 'proc/7/mountinfo'),
    '30 1 0:26 /pods/a /sys/fs/cgroup ro - cgroup2 cgroup rw\n',
  );
  expect(foldersNow()).toEqual([`/${mounted}`]);
});
