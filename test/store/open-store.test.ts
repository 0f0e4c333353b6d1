import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import type { FetchedProfile } from '../../src/model/capture.ts';
import type { Incident } from '../../src/model/incident.ts';
import { explainFileError } from '../../src/store/explain-file-error.ts';
import { memoryBook } from '../../src/store/memory-book.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

const nowMs = Date.UTC(2026, 10, 22, 12);
const about = { role: 'baseline', lifeStartAtMs: nowMs - 5000 } as const;
const owner = { id: 'abc', labels: { job: 'checkout', instance: '127.0.0.1:6060' } };
const bytes = gzipSync('a profile');
const profile: FetchedProfile = {
  kind: 'heap',
  bytes,
  atMs: nowMs,
  tookMs: 12.5,
  url: 'http://h/debug/pprof/heap?gc=1',
  gc: true,
};

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'sawtooth-store-'));
  made.push(path);
  return path;
}

async function open(path = folder()): Promise<Store> {
  const store = await openStore({ path, nowMs: () => nowMs, book: memoryBook() });
  if (!store.ok) throw new Error(store.reason);
  return store.value;
}

async function put(store: Store, over: Partial<FetchedProfile> = {}, whose = owner) {
  const stored = await store.putCapture(whose, { ...profile, ...over }, about);
  if (!stored.ok) throw new Error(stored.reason);
  return stored.value;
}

function files(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)));
}

test('a capture lies where the contract says, as it came, and is found again after a restart', async () => {
  const store = await open();
  const capture = await put(store);
  const name = `captures/2026-11-22/checkout/127.0.0.1_6060/${nowMs}-heap-baseline.pb.gz`;
  expect(capture.path).toBe(join(store.path, name));
  expect(readFileSync(capture.path)).toEqual(bytes);
  const again = await open(store.path);
  expect(await again.listCaptures()).toEqual({ ok: true, value: [capture] });
  expect(await again.readCapture(capture)).toEqual({ ok: true, value: bytes });
  expect(files(store.path).sort()).toEqual([name, `${name}.json`]);
});

test('what lies there is never overwritten', async () => {
  const store = await open();
  const captures = await Promise.all(
    ['a', 'b', 'c', 'd'].map((text) => put(store, { bytes: gzipSync(text) })),
  );
  expect(new Set(captures.map(({ path }) => path)).size).toBe(4);
  const read = await Promise.all(captures.map((capture) => store.readCapture(capture)));
  expect(read).toEqual(['a', 'b', 'c', 'd'].map((text) => ({ ok: true, value: gzipSync(text) })));
});

test('the list is filtered, and the oldest comes first', async () => {
  const store = await open();
  const late = await put(store, { atMs: nowMs + 1000 });
  const early = await put(store);
  const goroutine = await put(store, { kind: 'goroutine', gc: false, atMs: nowMs + 500 });
  expect(await store.listCaptures()).toEqual({ ok: true, value: [early, goroutine, late] });
  expect(await store.listCaptures({ kind: 'heap' })).toEqual({ ok: true, value: [early, late] });
  expect(await store.listCaptures({ targetId: 'other' })).toEqual({ ok: true, value: [] });
});

test.each<[string, Uint8Array, string]>([
  ['gzip', bytes, '.pb.gz'],
  ['text', Buffer.from('heap profile: 1: 2'), '.txt'],
  ['text of goroutines', Buffer.from('goroutine profile: total 3'), '.txt'],
  ['V8', Buffer.from('{"head":{}}'), '.heapprofile'],
  ['a bare proto', Buffer.from([0x0a, 4, 8, 1, 16, 2]), '.pb'],
])('%s is named by what it is', async (_, body, ending) => {
  const { path } = await put(await open(), { bytes: body });
  expect(path.endsWith(`-baseline${ending}`)).toBe(true);
});

test.each([
  ['upwards', { job: '../../etc', instance: '..' }],
  ['absolute', { job: '/etc', instance: '/' }],
  ['hidden', { job: '.ssh', instance: '.' }],
  ['too long', { job: 'x'.repeat(5000), instance: 'é'.repeat(300) }],
  ['with NUL and newlines', { job: 'a\0b', instance: 'a\nb' }],
  ['empty', { job: '', instance: '' }],
  ['absent', {}],
])('labels that lead %s stay within the store', async (_, labels) => {
  const store = await open();
  const { path } = await put(store, {}, { id: 'x', labels: labels as typeof owner.labels });
  expect(relative(join(store.path, 'captures', '2026-11-22'), path).split('/')).toHaveLength(3);
  expect(relative(store.path, path)).not.toMatch(/(^|\/)\./);
  expect(existsSync(path)).toBe(true);
});

test('labels that are written alike keep apart', async () => {
  const store = await open();
  const paths = await Promise.all(
    ['a/b', 'a b', 'a_b'].map(
      async (job) => (await put(store, {}, { id: job, labels: { job, instance: 'i' } })).path,
    ),
  );
  expect(new Set(paths.map((path) => path.split('/').at(-3))).size).toBe(3);
});

test('half-written files of a killed process are swept, those of a running one are not', async () => {
  const store = await open();
  const { path } = await put(store);
  const [old, young] = [`${path}-1.half-written`, `${path}-2.half-written`];
  for (const file of [old, young]) writeFileSync(file, 'half');
  utimesSync(old, nowMs / 1000 - 3600, nowMs / 1000 - 3600);
  utimesSync(young, nowMs / 1000 - 1, nowMs / 1000 - 1);
  const again = await open(store.path);
  expect([existsSync(old), existsSync(young), existsSync(path)]).toEqual([false, true, true]);
  expect(await again.listCaptures()).toMatchObject({ value: [{ path }] });
});

test('what is written leaves no second name behind, also where its name was taken', async () => {
  const store = await open();
  const [first, second] = [await put(store), await put(store)];
  expect(second.path).not.toBe(first.path);
  const names = readdirSync(store.path, { recursive: true }).map(String);
  expect(names.filter((name) => name.endsWith('.half-written'))).toEqual([]);
});

test('torn and foreign descriptions are left out', async () => {
  const store = await open();
  const capture = await put(store);
  const whole = readFileSync(`${capture.path}.json`);
  writeFileSync(`${capture.path}-2.json`, whole.subarray(0, 40));
  writeFileSync(`${capture.path}-3.json`, '{"id":1}');
  expect(await store.listCaptures()).toEqual({ ok: true, value: [capture] });
});

test('a capture that was changed, deleted or lies elsewhere is a sentence', async () => {
  const store = await open();
  const capture = await put(store);
  const elsewhere = { ...capture, path: join(store.path, '..', 'x') };
  expect(await store.readCapture(elsewhere)).toMatchObject({
    reason: expect.stringContaining('outside the store'),
  });
  writeFileSync(capture.path, 'x');
  expect(await store.readCapture(capture)).toMatchObject({
    reason: expect.stringContaining('somebody changed it'),
  });
  rmSync(capture.path);
  expect(await store.readCapture(capture)).toMatchObject({
    reason: expect.stringContaining('it is not there'),
  });
});

test('an incident is replaced by its later state, and is written for people too', async () => {
  const store = await open();
  const incident = {
    id: '../escape',
    rule: 'MemoryLeak',
    workload: 'w',
    targetId: 't',
    state: 'pending',
    activeAtMs: 1,
    firedAtMs: null,
    resolvedAtMs: null,
    verdict: { kind: 'leak' },
    captures: [],
    diffs: [],
    culprits: [],
    labels: { severity: 'page' },
    annotations: {},
  } as unknown as Incident;
  expect(await store.putIncident(incident)).toEqual({ ok: true, value: undefined });
  const firing: Incident = { ...incident, state: 'firing', firedAtMs: 2 };
  await store.putIncident(firing);
  await store.putIncident({ ...incident, id: 'b', activeAtMs: 0 });
  expect(await store.listIncidents()).toEqual({
    ok: true,
    value: [{ ...incident, id: 'b', activeAtMs: 0 }, firing],
  });
  expect(files(store.path).every((file) => file.startsWith('incidents/'))).toBe(true);
});

test('an empty store has nothing in it', async () => {
  const store = await open(join(folder(), 'a/b/c'));
  expect(await store.listCaptures()).toEqual({ ok: true, value: [] });
  expect(await store.listIncidents()).toEqual({ ok: true, value: [] });
});

test('a path that cannot be a folder is a sentence', async () => {
  const path = folder();
  writeFileSync(join(path, 'file'), '');
  symlinkSync(join(path, 'nowhere'), join(path, 'link'));
  for (const wrong of ['file/store', 'file', 'link']) {
    expect(await openStore({ path: join(path, wrong), nowMs: () => nowMs })).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/^could not open the store .*\.$/),
    });
  }
});

test.runIf(process.platform === 'linux')(
  'no folder can be made under /proc, and trying ends',
  async () => {
    expect(await openStore({ path: '/proc/sawtooth/data', nowMs: () => nowMs })).toMatchObject({
      ok: false,
    });
  },
);

test('a folder that may not be written to is a sentence, and leaves nothing behind', async () => {
  const store = await open();
  mkdirSync(join(store.path, 'captures'));
  chmodSync(join(store.path, 'captures'), 0o500);
  // The superuser may write anyway: a file in the way stands for the missing right.
  if (process.getuid?.() === 0) {
    rmSync(join(store.path, 'captures'), { recursive: true });
    writeFileSync(join(store.path, 'captures'), '');
  }
  expect(await store.putCapture(owner, profile, about)).toMatchObject({
    ok: false,
    reason: expect.stringMatching(
      /^could not store a heap profile of \d+ bytes in .*another folder/,
    ),
  });
  expect(files(store.path).filter((file) => file !== 'captures')).toEqual([]);
});

test.each([
  ['ENOSPC', /the disk is full\. Free some space/],
  ['EACCES', /this user may not/],
  ['EROFS', /read-only/],
  ['EDQUOT', /quota is used up/],
  ['EXYZ', /something odd/],
])('%s is told in words', (code, says) => {
  const error = Object.assign(new Error('something odd'), { code });
  expect(explainFileError(error, 'store it')).toMatchObject({
    ok: false,
    reason: expect.stringMatching(says),
    cause: error,
  });
});

test('what is no fault of the file system is a bug and throws', () => {
  expect(() => explainFileError(new TypeError('x'), 'store it')).toThrow(TypeError);
});
