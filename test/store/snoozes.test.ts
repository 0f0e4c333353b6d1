import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Snooze } from '../../src/model/quiet.ts';
import { openStore } from '../../src/store/open-store.ts';
import { incident } from '../support/snapshots.ts';

const path = mkdtempSync(join(tmpdir(), 'sawtooth-snoozes-'));
afterAll(() => rmSync(path, { recursive: true, force: true }));
let made = 0;

async function store(name = `${made++}`) {
  const opened = await openStore({ path: join(path, name), nowMs: Date.now });
  if (!opened.ok) throw new Error(opened.reason);
  return opened.value;
}

function snooze(workload: string): Snooze {
  return { id: workload, workload, why: 'import', by: 'ops', sinceMs: 1, untilMs: 2 };
}

test('what is put is listed, the last put wins, and a fresh store has none', async () => {
  const kept = await store();
  expect(kept.listSnoozes()).toEqual({ ok: true, value: [] });
  await Promise.all([
    kept.putSnoozes([snooze('a')]),
    kept.putSnoozes([snooze('a'), snooze('b')]),
    kept.putSnoozes([snooze('b')]),
  ]);
  expect(kept.listSnoozes()).toEqual({ ok: true, value: [snooze('b')] });
});

test('those of the process before go as well', async () => {
  const first = await store('same');
  await first.putSnoozes([snooze('a'), snooze('b')]);
  await first.close();
  const second = await store('same');
  expect(second.listSnoozes()).toEqual({ ok: true, value: [snooze('a'), snooze('b')] });
  await second.putSnoozes([snooze('c')]);
  expect(second.listSnoozes()).toEqual({ ok: true, value: [snooze('c')] });
  await second.close();
});

test('an incident comes back with what a restart has to know of it', async () => {
  const kept = await store();
  const memory = { firedAtAgeMs: 7, told: 'firing|leak||' };
  await kept.putIncident({ ...incident(), memory });
  await kept.putIncident(incident({ id: 'older' }));
  const listed = kept.listIncidents();
  const found = listed.ok ? listed.value.map((one) => one.memory) : [];
  expect(found).toEqual(expect.arrayContaining([memory, undefined]));
});
