import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { failure, success } from '../../src/model/result.ts';
import { listIncidents } from '../../src/store/list-incidents.ts';
import { memoryBook } from '../../src/store/memory-book.ts';
import { openOwnStore } from '../../src/store/open-own-store.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { incident } from '../support/snapshots.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-takeover-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;
const newPath = () => join(folder, `${made++}`);
const about = { nowMs: Date.now, say: () => undefined };

async function opened(path: string): Promise<Store> {
  const store = await openOwnStore(path, about);
  if (!store.ok) throw new Error(store.reason);
  return store.value;
}

const told = { ...incident({ id: 'told' }), memory: { firedAtAgeMs: 7, told: 'firing|leak||' } };
const older = incident({ id: 'older', activeAtMs: 1 });
const snooze = { id: 's', workload: 'shop', why: 'import', by: 'ops', sinceMs: 1, untilMs: 2 };

/** A folder as sawtooth left it before there was a book. */
function oldFolder(): string {
  const path = newPath();
  for (const one of [told, older]) {
    mkdirSync(join(path, 'incidents', one.id), { recursive: true });
    writeFileSync(join(path, 'incidents', one.id, 'incident.json'), JSON.stringify(one));
  }
  mkdirSync(join(path, 'incidents', 'torn'));
  writeFileSync(join(path, 'incidents', 'torn', 'incident.json'), '{"id":"to');
  writeFileSync(join(path, 'snoozes.json'), JSON.stringify([snooze, { id: 'torn' }]));
  return path;
}

test('what an older sawtooth left is taken over once, and nothing of it is lost', async () => {
  const path = oldFolder();
  expect(await listIncidents(path, () => undefined)).toEqual(success([older, told]));
  const store = await opened(path);
  expect(store.listIncidents()).toEqual(success([older, told]));
  expect(store.listSnoozes()).toEqual(success([snooze]));
  expect(existsSync(join(path, 'snoozes.json'))).toBe(false);
  expect(existsSync(join(path, 'incidents/torn/incident.json'))).toBe(true);
  await store.removeIncident('older');
  await store.close();
  const again = await opened(path);
  expect(again.listIncidents()).toEqual(success([told]));
  expect(await listIncidents(path, () => undefined)).toEqual(success([told]));
  await again.close();
});

test('when the book is moved away, incidents come back from the files for people', async () => {
  const path = newPath();
  const store = await opened(path);
  await store.putIncident(told);
  await store.close();
  rmSync(join(path, 'sawtooth.db'));
  const again = await opened(path);
  expect(again.listIncidents()).toEqual(success([told]));
  await again.close();
});

test('a file for people that a kill has kept from being written is written at the next start', async () => {
  const path = newPath();
  const store = await opened(path);
  await store.putIncident(told);
  await store.close();
  const file = join(path, 'incidents/told/incident.json');
  const whole = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(file);
  const again = await opened(path);
  await again.close();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(whole);
});

test('a store that one process has is refused to the next, and free once it is closed', async () => {
  const path = newPath();
  const store = await opened(path);
  expect(await openOwnStore(path, about)).toMatchObject({
    ok: false,
    reason: expect.stringContaining(`process ${process.pid} on `),
  });
  await store.close();
  await (await opened(path)).close();
});

test('a store whose book cannot be opened is free for the next process', async () => {
  const path = newPath();
  mkdirSync(join(path, 'sawtooth.db'), { recursive: true });
  expect(await openOwnStore(path, about)).toMatchObject({ ok: false });
  rmSync(join(path, 'sawtooth.db'), { recursive: true });
  await (await opened(path)).close();
});

test('a store whose opening throws is free for the next process', async () => {
  const path = newPath();
  let asked = 0;
  const nowMs = () => {
    asked += 1;
    if (asked > 1) throw new Error('no clock');
    return 1;
  };
  await expect(openOwnStore(path, { ...about, nowMs })).rejects.toThrow('no clock');
  await (await opened(path)).close();
});

test('a file for people that cannot even be looked at is a sentence, and the store opens', async () => {
  const path = newPath();
  const store = await opened(path);
  await store.putIncident(told);
  await store.close();
  const its = join(path, 'incidents/told');
  rmSync(its, { recursive: true });
  symlinkSync(its, its);
  const said: string[] = [];
  const again = await openOwnStore(path, { ...about, say: (sentence) => said.push(sentence) });
  if (!again.ok) throw new Error(again.reason);
  expect(again.value.listIncidents()).toEqual(success([told]));
  await again.value.close();
  expect(said).toEqual([expect.stringMatching(/^could not store the incident .*told/)]);
});

test('what cannot be written is kept, said once, and written when there is room', async () => {
  const book = memoryBook();
  let isFull = true;
  let writes = 0;
  const said: string[] = [];
  const store = await openStore({
    path: newPath(),
    nowMs: () => 5,
    say: (sentence) => said.push(sentence),
    book: {
      ...book,
      write: (changes, how) => {
        writes += 1;
        return isFull ? failure('could not write: the disk is full.') : book.write(changes, how);
      },
    },
  });
  if (!store.ok) throw new Error(store.reason);
  const { value: kept } = store;
  const owed = {
    incident: 'told',
    receiver: 'hook',
    status: 'firing',
    state: 'owed',
    atMs: 5,
  } as const;
  const both = [kept.putIncident(told), kept.putNotifications([owed])];
  expect(await Promise.all(both)).toMatchObject([{ ok: false }, { ok: false }]);
  // One turn, one transaction.
  expect(writes).toBe(1);
  await kept.putSnoozes([snooze]);
  kept.retry();
  expect(said).toEqual([
    'could not write: the disk is full. What was to be written is kept in memory until it can be.',
  ]);
  isFull = false;
  kept.retry();
  await vi.waitFor(() =>
    expect(said.at(-1)).toBe('what could not be written is written now: 3 records'),
  );
  expect(kept.listIncidents()).toEqual(success([told]));
  expect(kept.listNotifications()).toEqual(success([owed]));
  expect(kept.listSnoozes()).toEqual(success([snooze]));
});

test('an incident that is removed as it is put leaves no file behind', async () => {
  const path = newPath();
  const store = await openStore({ path, nowMs: () => 5, book: memoryBook() });
  if (!store.ok) throw new Error(store.reason);
  await Promise.all([store.value.putIncident(told), store.value.removeIncident('told')]);
  expect(store.value.listIncidents()).toEqual(success([]));
  expect(existsSync(join(path, 'incidents/told'))).toBe(false);
});

test('that a state cannot be read is not that nothing is known', async () => {
  const book = memoryBook();
  const store = await openStore({
    path: newPath(),
    nowMs: () => 5,
    book: { ...book, read: () => failure('could not read: the disk reported an error.') },
  });
  if (!store.ok) throw new Error(store.reason);
  expect(store.value.recallWorkload('shop')).toMatchObject({ ok: false });
});
