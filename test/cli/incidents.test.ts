import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as incidents from '../../src/cli/incidents.ts';
import type { Incident } from '../../src/model/incident.ts';
import { openStore } from '../../src/store/open-store.ts';
import { incident, nowMs } from '../support/snapshots.ts';
import { runIn } from './fake-io.ts';

async function withIncidents(...stored: Incident[]) {
  const cwd = await mkdtemp(join(tmpdir(), 'sawtooth-incidents-'));
  if (stored.length > 0) {
    const store = await openStore({ path: join(cwd, 'sawtooth-data'), nowMs: () => nowMs });
    if (!store.ok) throw new Error(store.reason);
    for (const one of stored) await store.value.putIncident(one);
    await store.value.close();
  }
  return (...args: string[]) => runIn(cwd, incidents, args);
}

const older = incident({
  id: '1700000000-older',
  state: 'resolved',
  activeAtMs: nowMs - 86_400_000,
  firedAtMs: nowMs - 86_400_000,
  resolvedAtMs: nowMs - 80_000_000,
  culprits: [],
  diffs: [],
  captures: [],
});

test('the store is listed, newest first', async () => {
  const run = await withIncidents(older, incident());
  const { code, out } = await run();
  expect(code).toBe(0);
  expect(out.split('\n').map((line) => line.split(/ {2,}/)[0])).toEqual([
    'STATE',
    'firing',
    'resolved',
    '',
  ]);
  expect(out).toContain('goleaky/repo.SaveReport (repo/repo.go:31)');
});

test('one is shown with its culprit and captures; the first letters of its id are enough', async () => {
  const run = await withIncidents(older, incident());
  const { code, out } = await run('01JD');
  expect(code).toBe(0);
  expect(out).toMatch(/^MemoryLeak of goleaky: firing, fired 2026-11-22T20:14:36Z\n/);
  expect(out).toContain('kept by goleaky/repo.init');
  expect(out.match(/\.pb\.gz/g)).toHaveLength(3);
  const bare = await run('1700000000-older');
  expect(bare.out).toContain('No culprit is named.');
});

test('--json prints one object an incident, as the API does', async () => {
  const run = await withIncidents(older, incident());
  const lines = (await run('--json')).out.trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).id)).toEqual(['01JD9XKQ2M', '1700000000-older']);
});

test('an empty store, and one that is not there, have none', async () => {
  const run = await withIncidents();
  expect(await run()).toMatchObject({ code: 0, out: expect.stringMatching(/^No incident in /) });
  expect(await run('--json')).toMatchObject({ code: 0, out: '' });
});

test.each([
  ['x', /there is no incident x in .*sawtooth incidents lists them/],
  ['01JD9XKQ2N', /did you mean 01JD9XKQ2M\?/],
  ['', /2 incidents begin with/],
])('an id %s that is none', async (id, said) => {
  const run = await withIncidents(older, incident());
  expect(await run(id)).toMatchObject({ code: 2, err: expect.stringMatching(said) });
});

test('a folder that is not there is not taken for an empty store', async () => {
  const run = await withIncidents(older);
  const { code, out } = await run('--storage.path', 'sawtooth-dat');
  expect(code).toBe(0);
  expect(out).toMatch(
    /^No incident in .*sawtooth-dat: there is no such folder\. .*--storage\.path/,
  );
});
