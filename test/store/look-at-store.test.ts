import { chmodSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-look-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function storeAt(...names: string[]) {
  const opened = await openStore({ path: join(folder, ...names), nowMs: Date.now });
  if (!opened.ok) throw new Error(opened.reason);
  return opened.value;
}

const gone = /sawtooth\.db is not there any more: .*\. Start sawtooth anew\.$/;

test('a store that can be written is well, and nothing is left of the look', async () => {
  const store = await storeAt('well');
  const before = readdirSync(store.path);
  expect(await store.look()).toBeNull();
  expect(readdirSync(store.path)).toEqual(before);
  await store.close();
});

test('a store whose folder was removed is lost, since a start makes it anew', async () => {
  const store = await storeAt('deep', 'removed');
  rmSync(join(folder, 'deep'), { recursive: true });
  expect(await store.look()).toEqual({ reason: expect.stringMatching(gone), isLost: true });
  expect(readdirSync(folder)).not.toContain('deep');
  await store.close();
  const again = await storeAt('deep', 'removed');
  expect(await again.look()).toBeNull();
  await again.close();
});

test('one whose book was replaced is lost too, and none any more once its own is back', async () => {
  const store = await storeAt('replaced');
  const book = join(store.path, 'sawtooth.db');
  renameSync(book, `${book}.aside`);
  writeFileSync(book, '');
  expect(await store.look()).toMatchObject({ isLost: true });
  renameSync(`${book}.aside`, book);
  expect(await store.look()).toBeNull();
  await store.close();
});

test('where a start could not make it anew a restart is no cure', async () => {
  const store = await storeAt('blocked', 'store');
  rmSync(join(folder, 'blocked'), { recursive: true });
  // Root may write whatever the rights say, but not below a file.
  writeFileSync(join(folder, 'blocked'), '');
  const missing = await store.look();
  expect(missing).toMatchObject({ isLost: false, reason: expect.stringContaining('a file') });
  await store.close();
});

test.runIf(process.getuid?.() !== 0)('a folder without the right to write', async () => {
  const store = await storeAt('forbidden');
  chmodSync(store.path, 0o500);
  const fault = await store.look();
  chmodSync(store.path, 0o700);
  expect(fault).toMatchObject({ isLost: false, reason: expect.stringContaining('may not') });
  await store.close();
});
