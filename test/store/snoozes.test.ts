import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Snooze } from '../../src/model/quiet.ts';
import { openStore } from '../../src/store/open-store.ts';
import { incident } from '../support/snapshots.ts';

async function store() {
  const path = await mkdtemp(join(tmpdir(), 'sawtooth-snoozes-'));
  const opened = await openStore({ path, nowMs: Date.now() });
  if (!opened.ok) throw new Error(opened.reason);
  return opened.value;
}

function snooze(workload: string): Snooze {
  return { id: workload, workload, why: 'import', by: 'ops', sinceMs: 1, untilMs: 2 };
}

test('what is put is listed, the last put wins, and a fresh store has none', async () => {
  const kept = await store();
  expect(await kept.listSnoozes()).toEqual({ ok: true, value: [] });
  await Promise.all([
    kept.putSnoozes([snooze('a')]),
    kept.putSnoozes([snooze('a'), snooze('b')]),
    kept.putSnoozes([snooze('b')]),
  ]);
  expect(await kept.listSnoozes()).toEqual({ ok: true, value: [snooze('b')] });
});

test('a file that is torn is a sentence and no throw', async () => {
  const kept = await store();
  await writeFile(join(kept.path, 'snoozes.json'), '[{"id":');
  expect(await kept.listSnoozes()).toMatchObject({
    ok: false,
    reason: expect.stringContaining('snoozes.json'),
  });
});

test('an incident comes back with what a restart has to know of it', async () => {
  const kept = await store();
  const memory = { firedAtAgeMs: 7, told: 'firing|leak||' };
  await kept.putIncident({ ...incident(), memory });
  await kept.putIncident(incident({ id: 'older' }));
  const listed = await kept.listIncidents();
  const found = listed.ok ? listed.value.map((one) => one.memory) : [];
  expect(found).toEqual(expect.arrayContaining([memory, undefined]));
});
