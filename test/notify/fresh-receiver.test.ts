import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReceiverConfig } from '../../src/model/receiver.ts';
import { success } from '../../src/model/result.ts';
import { sendAlert } from '../../src/notify/send-alert.ts';
import { incident, nowMs } from '../support/snapshots.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sawtooth-receiver-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** As the kubelet renews a secret: what was there is replaced, never half written. */
async function put(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
  return path;
}

/** What is sent of an alert, and where. */
async function sent(to: ReceiverConfig) {
  const asked: { url: string; body: string; headers: object }[] = [];
  await sendAlert(
    { incident: incident(), status: 'firing' },
    {
      to,
      signal: new AbortController().signal,
      context: {
        nowMs: () => nowMs,
        request: async ({ url, body = '', headers = {} }) => {
          asked.push({ url, body: String(body), headers });
          return success({ status: 200, headers: {}, body: new Uint8Array(), tookMs: 1 });
        },
        clusterAccess: () => Promise.reject(new Error('there is no cluster here')),
        externalUrl: null,
        knowOlderNames: new Set<string>(),
        externalLabels: () => ({}),
        intervalMs: () => 60_000,
      },
    },
  );
  return asked[0];
}

const common = { name: 'r', sendResolved: true, timeoutMs: 1000, http: { headers: {} } };

test('what a receiver is reached by is read again when its file has changed', async () => {
  const url = await put('url', 'http://old.example/hook\n');
  const key = await put('key', 'k'.repeat(32));
  const secret = await put('secret', 'first');
  const slack: ReceiverConfig = {
    ...{ ...common, kind: 'slack', url: 'http://old.example/hook', channel: null },
    files: { url },
  };
  const pagerduty: ReceiverConfig = {
    ...{ ...common, kind: 'pagerduty', url: 'http://pager.example', routingKey: 'k'.repeat(32) },
    ...{ severity: null, files: { routingKey: key } },
  };
  const alertmanager: ReceiverConfig = {
    ...{ ...common, kind: 'alertmanager', url: 'http://old.example/hook', files: { url } },
  };
  const webhook: ReceiverConfig = {
    ...{ ...common, kind: 'webhook', url: 'http://hook.example', secret: 'first' },
    files: { secret },
  };
  expect((await sent(slack))?.url).toBe('http://old.example/hook');
  expect((await sent(pagerduty))?.body).toContain('k'.repeat(32));
  const signed = (await sent(webhook))?.headers;

  await put('url', 'http://new.example/hook/\n');
  await put('key', 'n'.repeat(32));
  await put('secret', 'second');
  await wait(1_100);
  expect((await sent(slack))?.url).toBe('http://new.example/hook/');
  expect((await sent(alertmanager))?.url).toBe('http://new.example/hook/api/v2/alerts');
  expect((await sent(pagerduty))?.body).toContain('n'.repeat(32));
  expect((await sent(webhook))?.headers).not.toEqual(signed);

  // What is none, or nothing, leaves what was known last.
  await put('url', 'not a url');
  await put('key', '');
  await wait(1_100);
  expect((await sent(slack))?.url).toBe('http://new.example/hook/');
  expect((await sent(alertmanager))?.url).toBe('http://new.example/hook/api/v2/alerts');
  expect((await sent(pagerduty))?.body).toContain('n'.repeat(32));
});
