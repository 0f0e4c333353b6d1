import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { success } from '../../src/model/result.ts';
import { listIncidents } from '../../src/store/list-incidents.ts';
import { loadSqlite } from '../../src/store/load-sqlite.ts';
import { openOwnStore } from '../../src/store/open-own-store.ts';
import type { Store } from '../../src/store/store.ts';
import { incident } from '../support/snapshots.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-readers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;
const newPath = () => join(folder, `${made++} #%?`);

const fires = incident({ id: 'fires' });
const bookFiles = (path: string) =>
  readdirSync(path)
    .filter((name) => name.startsWith('sawtooth.db'))
    .toSorted();

async function opened(path: string): Promise<Store> {
  const store = await openOwnStore(path, { nowMs: Date.now, say: () => undefined });
  if (!store.ok) throw new Error(store.reason);
  return store.value;
}

/** A copy of the store while it is written: as a kill leaves it, with these files of the book. */
function killed(path: string, left: readonly string[]): string {
  const copy = newPath();
  cpSync(path, copy, { recursive: true });
  for (const name of bookFiles(copy)) if (!left.includes(name)) rmSync(join(copy, name));
  return copy;
}

test.each([
  ['nobody writes', ['sawtooth.db']],
  ['a kill left its log', ['sawtooth.db', 'sawtooth.db-shm', 'sawtooth.db-wal']],
  ['a copy has the log without its index', ['sawtooth.db', 'sawtooth.db-wal']],
])('who reads while %s sees all and leaves nothing behind', async (_, left) => {
  const path = newPath();
  const store = await opened(path);
  await store.putIncident(fires);
  const copy = left.length > 1 ? killed(path, left) : path;
  await store.close();
  expect(bookFiles(copy)).toEqual(left);
  const said: string[] = [];
  expect(await listIncidents(copy, (sentence) => said.push(sentence))).toEqual(success([fires]));
  expect(bookFiles(copy)).toEqual(left);
  // Of its log alone nothing can be read without leaving something behind.
  const isRead = left.length !== 2;
  expect(said).toEqual(isRead ? [] : [expect.stringMatching(/read from .*incidents and may be/)]);
});

test.each<[string, (file: string) => void, RegExp]>([
  ['damaged', (file) => writeFileSync(file, 'x'.repeat(5000)), /it is no database\. Move it/],
  ['newer', newer, /a newer sawtooth has written/],
])('a book that is %s is not read, and that is said', async (_, spoil, says) => {
  const path = newPath();
  const store = await opened(path);
  await store.putIncident(fires);
  await store.close();
  spoil(join(path, 'sawtooth.db'));
  const said: string[] = [];
  expect(await listIncidents(path, (sentence) => said.push(sentence))).toEqual(success([fires]));
  expect(said).toEqual([expect.stringMatching(says)]);
});

function newer(file: string): void {
  const database = new (loadSqlite().DatabaseSync)(file);
  database.exec('PRAGMA user_version = 9');
  database.close();
}

const hush = (): void => undefined;

test('who reads beside a writer sees what it has just written', async () => {
  const path = newPath();
  const store = await opened(path);
  await store.putIncident(fires);
  // What is written for people is not asked.
  rmSync(join(path, 'incidents'), { recursive: true });
  expect(await listIncidents(path, hush)).toEqual(success([fires]));
  await store.close();
  expect(await listIncidents(path, hush)).toEqual(success([fires]));
});

test('nobody but its user and group may read the book, its log and the lock', async () => {
  const path = newPath();
  const mask = process.umask(0o022);
  const store = await opened(path);
  await store.putIncident(fires);
  process.umask(mask);
  const files = ['holder.lock', 'sawtooth.db', 'sawtooth.db-shm', 'sawtooth.db-wal'];
  expect(files.map((name) => statSync(join(path, name)).mode & 0o777)).toEqual(
    files.map(() => 0o640),
  );
  await store.close();
});

const module = (name: string) => new URL(`../../src/store/${name}.ts`, import.meta.url).href;

/** Runs a program as another user; what it says. */
function as(uid: number, program: string): string {
  const args = ['--no-warnings', '--input-type=module', '-e', program];
  const ran = spawnSync(process.execPath, args, { uid, gid: 64_000, cwd: '/', encoding: 'utf8' });
  return ran.stdout + ran.stderr;
}

const [writer, reader] = [64_001, 64_002];
const loads = `await import(${JSON.stringify(module('load-sqlite'))}); console.log('loaded')`;
const canBeOthers = process.getuid?.() === 0 && as(writer, loads) === 'loaded\n';

test.skipIf(!canBeOthers)('a reader who is another user locks no writer out (as root)', () => {
  const path = newPath();
  const writes = `
    process.umask(0o002);
    const { openOwnStore } = await import(${JSON.stringify(module('open-own-store'))});
    const store = await openOwnStore(${JSON.stringify(path)}, { nowMs: Date.now, say: console.log });
    if (store.ok) await store.value.putIncident(${JSON.stringify(fires)});
    if (store.ok) await store.value.close();
    console.log(store.ok ? 'written' : store.reason);`;
  const reads = `
    const { listIncidents } = await import(${JSON.stringify(module('list-incidents'))});
    const listed = await listIncidents(${JSON.stringify(path)}, console.log);
    console.log(listed.ok ? listed.value.length : listed.reason);`;
  chmodSync(folder, 0o777);
  expect(as(writer, writes)).toBe('written\n');
  chmodSync(path, 0o775);
  expect(existsSync(join(path, 'sawtooth.db'))).toBe(true);
  expect(as(reader, reads)).toBe('1\n');
  expect(as(writer, writes)).toBe('written\n');
});
