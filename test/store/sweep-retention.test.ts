import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import type { Capture } from '../../src/model/capture.ts';
import type { Incident } from '../../src/model/incident.ts';
import { memoryBook } from '../../src/store/memory-book.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { RecordChange, RecordKind } from '../../src/store/record-book.ts';
import type { Store } from '../../src/store/store.ts';
import { type Swept, sweepRetention } from '../../src/store/sweep-retention.ts';

/** Files that may not be removed: the rights of a folder would not stop a test that the superuser runs. */
const stuck = vi.hoisted(() => new Set<string>());
vi.mock(import('node:fs/promises'), async (original) => {
  const real = await original();
  const unlink: typeof real.unlink = async (path) => {
    if (!stuck.has(String(path))) return real.unlink(path);
    throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
  };
  return { ...real, unlink };
});

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 10, 22, 12);
const never = new AbortController().signal;
/** When the life before the present one began. */
const past = -dayMs;

async function newStore(book = memoryBook()): Promise<Store> {
  const path = mkdtempSync(join(tmpdir(), 'sawtooth-sweep-'));
  made.push(path);
  const store = await openStore({ path, nowMs: () => nowMs, book });
  if (!store.ok) throw new Error(store.reason);
  return store.value;
}

/** A heap profile of 1000 bytes of the target `t`, that many days old. */
async function put(store: Store, ageDays: number, lifeStartAtMs = 0): Promise<Capture> {
  const owner = { id: 't', labels: { job: 'shop', instance: 'i:1' } };
  const about = { role: 'suspicion', lifeStartAtMs } as const;
  const atMs = nowMs - ageDays * dayMs;
  const profile = { kind: 'heap', atMs, tookMs: 1, url: 'http://i:1', gc: true } as const;
  const stored = await store.putCapture(owner, { ...profile, bytes: Buffer.alloc(1000) }, about);
  if (!stored.ok) throw new Error(stored.reason);
  return stored.value;
}

async function putIncident(store: Store, over: Partial<Incident>): Promise<void> {
  const whole = {
    rule: 'MemoryLeak',
    workload: 'shop',
    targetId: 't',
    activeAtMs: 0,
    firedAtMs: 0,
    resolvedAtMs: null,
    verdict: {},
    captures: [],
    diffs: [],
    culprits: [],
    labels: {},
    annotations: {},
    ...over,
  } as unknown as Incident;
  expect(await store.putIncident(whole)).toEqual({ ok: true, value: undefined });
}

function sweep(store: Store, sizeBytes = 0, signal = never): Promise<Swept> {
  const keeping = {
    nowMs,
    retentionTimeMs: 15 * dayMs,
    retentionSizeBytes: sizeBytes,
    watchedIds: new Set(['t']),
    watchedWorkloads: new Set(['shop']),
    liveIncidents: [],
  };
  return sweepRetention(store, keeping, signal);
}

/** All that lies in the store, folders with a slash at their end. */
function everything(store: Store): string[] {
  return readdirSync(store.path, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const path = relative(store.path, join(entry.parentPath, entry.name));
      return entry.isDirectory() ? `${path}/` : path;
    })
    .sort();
}

test('what is old goes with its description, its incident and its empty folders', async () => {
  const store = await newStore();
  const kept = [await put(store, 14), await put(store, 1)];
  await putIncident(store, { id: 'young', state: 'resolved', resolvedAtMs: nowMs - dayMs });
  const before = everything(store);
  const old = [
    await put(store, 30, past),
    await put(store, 30.1, past),
    await put(store, 16, past),
  ];
  await putIncident(store, { id: 'old', state: 'resolved', resolvedAtMs: nowMs - 16 * dayMs });
  const swept = await sweep(store);
  expect(swept).toMatchObject({ incidents: ['old'], problems: [] });
  expect(swept.captures.toSorted()).toEqual(old.map(({ id }) => id).toSorted());
  expect(swept.freedBytes).toBeGreaterThan(3000);
  expect(everything(store)).toEqual(before);
  expect(await store.listCaptures()).toEqual({ ok: true, value: kept });
  expect(await sweep(store)).toMatchObject({
    captures: [],
    incidents: [],
    freedBytes: 0,
    problems: [],
  });
});

test('above the size the least useful go; the first of a life and what fires stay', async () => {
  const store = await newStore();
  const evidence = await put(store, 9, past);
  const ofPastLife = await put(store, 8, past);
  const first = await put(store, 7);
  const second = await put(store, 6);
  await putIncident(store, { id: 'i', state: 'firing', captures: [evidence] });
  const swept = await sweep(store, 1);
  expect(swept.captures).toEqual([ofPastLife.id, second.id]);
  expect(swept.problems).toEqual([
    expect.stringMatching(
      /^the store .* is \d+ bytes above storage\.retention_size \(1\): .* Raise it\.$/,
    ),
  ]);
  expect(await store.listCaptures()).toEqual({ ok: true, value: [evidence, first] });
});

test('today’s folder stays though it is empty: a capture may be about to go there', async () => {
  const store = await newStore();
  for (const day of ['2026-11-22', '2026-11-21', 'mine']) {
    mkdirSync(join(store.path, 'captures', day, 'job'), { recursive: true });
  }
  await sweep(store);
  expect(readdirSync(join(store.path, 'captures')).sort()).toEqual(['2026-11-22', 'mine']);
});

test('a profile that lost its description goes by its age; what is not ours stays', async () => {
  const store = await newStore();
  const { path } = await put(store, 30);
  rmSync(`${path}.json`);
  const foreign = join(dirname(path), 'notes.txt');
  const half = join(dirname(path), '123-heap-baseline.pb.gz');
  for (const file of [foreign, half]) writeFileSync(file, 'x');
  for (const file of [foreign, path]) utimesSync(file, nowMs / 1000 - 1e7, nowMs / 1000 - 1e7);
  // It was written a moment ago: its description may be under way.
  utimesSync(half, nowMs / 1000 - 1, nowMs / 1000 - 1);
  expect(await sweep(store)).toMatchObject({ captures: [], freedBytes: 1000, problems: [] });
  expect([path, foreign, half].map((file) => existsSync(file))).toEqual([false, true, true]);
});

test('records that nothing reads go by their age, with what lies in the folder of an incident', async () => {
  const book = memoryBook();
  const store = await newStore(book);
  await putIncident(store, { id: 'i', state: 'firing' });
  const atMs = nowMs - 30 * dayMs;
  const owed = { incident: 'i', receiver: 'hook', status: 'firing', state: 'owed', atMs } as const;
  const snooze = { id: 's', workload: 'shop', why: '', by: '', sinceMs: atMs, untilMs: nowMs };
  await store.putNotifications([owed, { ...owed, incident: 'gone' }]);
  await store.putSnoozes([snooze]);
  const old = { atMs, value: 'torn' } as const;
  const torn: readonly RecordChange[] = [
    { kind: 'incident', key: 'torn', ...old },
    { kind: 'incident', key: 'torn just now', ...old, atMs: nowMs - dayMs },
    { kind: 'notification', key: 'torn', ...old },
    { kind: 'snooze', key: 'torn', ...old },
  ];
  book.write(torn, 'urgent');
  const itsFolder = join(store.path, 'incidents/torn');
  mkdirSync(itsFolder);
  const swept = await sweep(store);
  expect(swept).toMatchObject({ incidents: [], problems: [] });
  expect(existsSync(itsFolder)).toBe(false);
  const keys = (kind: RecordKind) => {
    const sizes = book.sizes(kind);
    return sizes.ok ? sizes.value.map(({ key }) => key) : sizes;
  };
  expect(keys('incident')).toEqual(['i', 'torn just now']);
  expect(keys('notification')).toEqual(['i hook']);
  expect(keys('snooze')).toEqual(['s']);
  const file = statSync(join(store.path, 'incidents/i/incident.json'));
  expect(swept.heldBytes).toBe(book.bytes() + file.size);
});

test('the room that the book takes counts against the size, and never removes what may not go', async () => {
  const book = memoryBook();
  const store = await newStore({ ...book, bytes: () => book.bytes() + 5000 });
  const [old, first, latest] = [
    await put(store, 3, past),
    await put(store, 2),
    await put(store, 1),
  ];
  const all = (await sweep(store)).heldBytes ?? 0;
  expect(await sweep(store, all)).toMatchObject({ captures: [], problems: [] });
  expect(await sweep(store, all - 1)).toMatchObject({ captures: [old.id], problems: [] });
  const swept = await sweep(store, 10);
  expect(swept.captures).toEqual([latest.id]);
  expect(swept.problems).toEqual([
    expect.stringContaining(`is ${(swept.heldBytes ?? 0) - 10} bytes above`),
  ]);
  expect(existsSync(first.path)).toBe(true);
});

test('a description that leads out of the store removes nothing there', async () => {
  const store = await newStore();
  const outside = await newStore();
  const victim = join(outside.path, 'victim');
  writeFileSync(victim, 'x');
  writeFileSync(`${victim}.json`, '{}');
  const away = `../${relative(dirname(store.path), victim)}`;
  const text = JSON.stringify({ ...(await put(store, 30)), path: away });
  writeFileSync(join(store.path, 'captures/1-heap-baseline.pb.gz.json'), text);
  await sweep(store, 1);
  expect([existsSync(victim), existsSync(`${victim}.json`)]).toEqual([true, true]);
});

test('what cannot be removed is one sentence, and the rest goes on', async () => {
  const store = await newStore();
  for (const age of [30, 29]) stuck.add((await put(store, age, past)).path);
  const other = await put(store, 28, past);
  await put(store, 1);
  const swept = await sweep(store);
  expect(swept.captures).toEqual([other.id]);
  expect(swept.problems).toEqual([
    expect.stringMatching(
      /^could not remove .*heap-suspicion\.pb: this user may not\..* So it was with 1 more\.$/,
    ),
  ]);
  expect(await store.listCaptures()).toMatchObject({ value: [{}, {}, {}] });
});

test('a store that is gone or cannot be read is no exception', async () => {
  const store = await newStore();
  rmSync(store.path, { recursive: true });
  expect(await sweep(store)).toMatchObject({ captures: [], problems: [] });
  writeFileSync(store.path, 'a file');
  expect(await sweep(store)).toMatchObject({
    problems: [
      expect.stringMatching(/^could not list the captures in .*a part of that path is a file/),
    ],
  });
});

test('a stop ends it between two files', async () => {
  const store = await newStore();
  await put(store, 30, past);
  await put(store, 1);
  expect(await sweep(store, 0, AbortSignal.abort())).toMatchObject({ captures: [] });
  expect(await store.listCaptures()).toMatchObject({ value: [{}, {}] });
});
