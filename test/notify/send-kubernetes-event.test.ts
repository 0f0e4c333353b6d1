import type { IncomingMessage } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { httpRequest } from '../../src/http/request.ts';
import type { Alert } from '../../src/model/receiver.ts';
import { failure, success } from '../../src/model/result.ts';
import { sendAlert } from '../../src/notify/send-alert.ts';
import { httpPeer, type Peer } from '../http/hostile-server.ts';
import { incident, nowMs } from '../support/snapshots.ts';

const to = {
  kind: 'kubernetes-event',
  name: 'pods',
  apiServer: null,
  sendResolved: true,
  timeoutMs: 1000,
  http: { headers: {} },
} as const;

let peer: Peer | null = null;
afterEach(async () => {
  await peer?.close();
});

type Asked = { readonly method: string; readonly url: string; readonly body: unknown };
type Answer = { readonly status: number; readonly body?: object };

/** An API server that answers these paths, and all that it was asked. */
async function server(answers: Readonly<Record<string, Answer>>): Promise<Asked[]> {
  const asked: Asked[] = [];
  peer = await httpPeer(async (request, response) => {
    const { method = '', url = '' } = request;
    asked.push({ method, url, body: JSON.parse((await textOf(request)) || 'null') });
    const found = Object.entries(answers).find(([start]) => `${method} ${url}`.startsWith(start));
    const { status, body } = found?.[1] ?? { status: 404 };
    response.writeHead(status).end(JSON.stringify(body ?? {}));
  });
  return asked;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const pod: Answer = { status: 200, body: { metadata: { uid: 'u-1' } } };

function send(over: Partial<Alert> = {}, labels = { namespace: 'shop', pod: 'cart-0' }) {
  const about = incident({ firedAtMs: nowMs - 60_000 });
  const alert: Alert = {
    incident: { ...about, labels: { ...about.labels, ...labels } },
    status: 'firing',
    ...over,
  };
  return sendAlert(alert, {
    to,
    signal: new AbortController().signal,
    context: {
      nowMs: () => nowMs,
      request: httpRequest,
      clusterAccess: async () =>
        peer === null
          ? failure('there is no cluster here')
          : success({ server: peer.url, http: { headers: {}, authorization: 'Bearer t' } }),
      externalUrl: null,
      knowOlderNames: new Set<string>(),
      externalLabels: () => ({}),
      intervalMs: () => 60_000,
    },
  });
}

describe('an Event on the pod that leaks', () => {
  test('names the pod by its uid, the rule as its reason, and says who it was', async () => {
    const asked = await server({
      'GET /api/v1/namespaces/shop/pods/cart-0': pod,
      'POST /api/v1/namespaces/shop/events': { status: 201 },
    });
    expect(await send()).toEqual({ kind: 'arrived' });
    expect(asked[1]?.body).toMatchObject({
      involvedObject: { kind: 'Pod', namespace: 'shop', name: 'cart-0', uid: 'u-1' },
      metadata: { namespace: 'shop', name: expect.stringMatching(/^cart-0\.[0-9a-f]+\.firing$/) },
      reason: 'MemoryLeak',
      type: 'Warning',
      message: expect.stringContaining('SaveReport'),
    });
  });

  test('one that is there already says what is so now', async () => {
    const asked = await server({
      'GET /api/v1/namespaces/shop/pods/cart-0': pod,
      'POST /api/v1/namespaces/shop/events': { status: 409 },
      'PATCH /api/v1/namespaces/shop/events/cart-0.': { status: 200 },
    });
    expect(await send()).toEqual({ kind: 'arrived' });
    expect(asked[2]).toMatchObject({
      method: 'PATCH',
      body: { lastTimestamp: expect.any(String) },
    });
  });

  test('that it is over is a Normal one of its own', async () => {
    const asked = await server({
      'GET /api/v1/namespaces/shop/pods/cart-0': pod,
      'POST /api/v1/namespaces/shop/events': { status: 201 },
    });
    await send({ status: 'resolved' });
    expect(asked[1]?.body).toMatchObject({ reason: 'MemoryLeakResolved', type: 'Normal' });
  });

  const refusals: [name: string, answer: Answer, final: boolean, words: RegExp][] = [
    ['a right is missing', { status: 403 }, true, /status 403.*Grant this account get on pods/],
    ['the pod is gone', { status: 404 }, true, /The pod is gone/],
    ['the token has just run out', { status: 401 }, false, /status 401/],
    ['the server has too much to do', { status: 429 }, false, /status 429/],
    ['what answers is no API server', { status: 200, body: [] }, true, /no pod. Check api_server/],
  ];
  test.each(refusals)('%s', async (_, answer, final, words) => {
    await server({ 'GET /api/v1/namespaces/shop/pods/cart-0': answer });
    expect(await send()).toMatchObject({
      kind: 'failed',
      final,
      reason: expect.stringMatching(words),
    });
  });
});

test('the name of an Event is one that the API server takes, wherever a long name of a pod is cut', async () => {
  const asked = await server({ 'GET ': pod, 'POST ': { status: 201 } });
  for (let length = 205; length <= 240; length++) {
    const name = `${'x'.repeat(length)}-${'y'.repeat(252 - length)}`;
    await send({}, { namespace: 'shop', pod: name });
  }
  const names = asked.flatMap(({ method, body }) =>
    method === 'POST' ? [(body as { metadata: { name: string } }).metadata.name] : [],
  );
  expect(names).toHaveLength(36);
  const part = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
  const subdomain = new RegExp(`^${part}(\\.${part})*$`);
  expect(names.filter((name) => name.length > 253 || !subdomain.test(name))).toEqual([]);
});
