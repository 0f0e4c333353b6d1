import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { alertMemory } from '../../src/cli/alert-memory.ts';
import { success } from '../../src/model/result.ts';
import { createApp } from '../../src/serve/create-app.ts';
import { createMetrics } from '../../src/serve/metrics.ts';
import { SeenAlerts } from '../../src/serve/seen-alerts.ts';
import { openStore } from '../../src/store/open-store.ts';
import { fakeControl } from '../support/fake-control.ts';
import { leakTarget, sawtoothTarget, snapshot } from '../support/snapshots.ts';

const day = 86_400_000;

async function storeIn(path: string) {
  const opened = await openStore({ path, nowMs: Date.now });
  if (!opened.ok) throw new Error(opened.reason);
  return opened.value;
}

test('a webhook that is replayed after a restart captures nothing again', async () => {
  const path = await mkdtemp(join(tmpdir(), 'sawtooth-alerts-'));
  const body = JSON.stringify({
    alerts: [
      {
        status: 'firing',
        labels: { alertname: 'X', instance: '127.0.0.1:6060', job: 'goleaky' },
        startsAt: '2026-11-22T20:00:00Z',
        fingerprint: 'c0ffee',
      },
    ],
  });
  const process = async () => {
    const store = await storeIn(path);
    const { control, captured } = fakeControl({});
    const app = createApp({
      snapshot: () => snapshot([sawtoothTarget(), leakTarget()]),
      subscribe: () => () => undefined,
      readCapture: async () => success(new Uint8Array()),
      metrics: createMetrics('1'),
      reload: null,
      control,
      failed: () => undefined,
      alerts: alertMemory(store, () => 1e12),
      signal: new AbortController().signal,
    });
    const init = { method: 'POST', body };
    expect((await app.request('/api/v1/webhook/alertmanager', init)).status).toBe(202);
    await store.close();
    return captured.length;
  };
  expect(await process()).toBe(1);
  expect(await process()).toBe(0);
});

test('what was seen longest ago goes first, and what is a month old', async () => {
  const path = await mkdtemp(join(tmpdir(), 'sawtooth-alerts-'));
  const store = await storeIn(path);
  let nowMs = 100 * day;
  const memory = alertMemory(store, () => nowMs);
  const seen = new SeenAlerts(memory);
  const add = (...keys: string[]) => {
    seen.end(keys, true);
    nowMs += day;
  };
  add('old');
  add('a', 'b');
  add(...Array.from({ length: 49_998 }, (_, i) => `n${i}`));
  expect(memory.recall()).toHaveLength(50_000);
  expect(memory.recall()).not.toContain('old');
  nowMs = 100 * day + 31 * day + 1;
  expect(memory.recall()).toHaveLength(49_998);
  nowMs += 30 * day;
  expect(memory.recall()).toEqual([]);
  expect(store.recordSizes('alert')).toEqual(success([]));
  await store.close();
});
