import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openOwnStore } from '../../src/store/open-own-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-first-book-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * `first-book.db` was written by the first version that had a book (commit ba19ec9). The schema is still that one's, so
 * this holds the records: what was fired, told and snoozed then must be known by whoever opens it now.
 */
test('the book of the first version that had one is opened, with all that is in it', async () => {
  const first = new URL('../data/store/first-book.db', import.meta.url);
  copyFileSync(first, join(folder, 'sawtooth.db'));
  const opened = await openOwnStore(folder, { nowMs: Date.now, say: () => undefined });
  if (!opened.ok) throw new Error(opened.reason);
  const store = opened.value;
  expect(store.listIncidents()).toMatchObject({
    ok: true,
    value: [{ id: 'of-the-first', state: 'firing', memory: { firedAtAgeMs: 1, told: 'firing' } }],
  });
  expect(store.listSnoozes()).toMatchObject({
    ok: true,
    value: [{ id: 's1', workload: 'w', why: 'deploy', by: 'on-call' }],
  });
  expect(store.listNotifications()).toMatchObject({
    ok: true,
    value: [{ incident: 'of-the-first', receiver: 'r', status: 'firing', state: 'told' }],
  });
  await store.close();
});
