import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { success } from '../../src/model/result.ts';
import { createApp } from '../../src/serve/create-app.ts';
import { type Listening, listen } from '../../src/serve/listen.ts';
import { createMetrics } from '../../src/serve/metrics.ts';
import { fakeControl } from '../support/fake-control.ts';
import { incident, leakTarget, sawtoothTarget, snapshot } from '../support/snapshots.ts';
import { fuzz } from './support/fuzz.ts';
import { mutated, mutatedText } from './support/mutated.ts';

const shown = snapshot([leakTarget(), sawtoothTarget()], { incidents: [incident()] });
const stop = new AbortController();
// Captures are counted as done at once: what is fuzzed is HTTP, not the engine's queue.
const control = fakeControl({
  capturing: () => 0,
  capture: () => null,
  difference: async () => success(new Uint8Array([1])),
}).control;
const app = createApp({
  failed: () => undefined,
  snapshot: () => shown,
  subscribe: () => () => undefined,
  readCapture: async () => success(new Uint8Array([1, 2, 3])),
  metrics: createMetrics('1.2.3'),
  reload: async () => success(undefined),
  control: { ...control, snooze: async () => success(undefined) },
  signal: stop.signal,
});
let server: Listening;
beforeAll(async () => {
  const listening = await listen(app, { host: '127.0.0.1', port: 0 });
  if (!listening.ok) throw new Error(listening.reason);
  server = listening.value;
});
afterAll(async () => {
  stop.abort();
  await server.close();
});

/** What every answer has to be, whatever was asked: whole, of a known status, never ours to be ashamed of. */
function check(status: number, body: string, asked: string): void {
  if (status >= 500 && status !== 503)
    throw new Error(`${status} for ${asked}: ${body.slice(0, 300)}`);
  if (status >= 400 && body.trim() === '')
    throw new Error(`${status} for ${asked} without a sentence`);
  if (body.includes('node_modules') || /\n\s+at .*:\d+:\d+/.test(body)) {
    throw new Error(`a stack for ${asked}: ${body.slice(0, 300)}`);
  }
}

const paths = [
  ...[
    '/',
    '/metrics',
    '/-/healthy',
    '/-/ready',
    '/-/reload',
    '/api/v1/targets',
    '/api/v1/incidents',
  ],
  ...[`/api/v1/incidents/${incident().id}`, `/api/v1/incidents/${incident().id}/diff.pb.gz`],
  ...[`/incidents/${incident().id}`, '/incidents/page.css', '/incidents/../../etc/passwd'],
  ...[
    '/api/v1/captures',
    '/api/v1/captures/a/b/c.pb.gz',
    '/api/v1/captures/..%2f..%2fetc%2fpasswd',
  ],
  ...['/api/v1/snoozes', '/api/v1/snoozes/x', '/api/v1/webhook/alertmanager', '/api/v2/alerts'],
  ...['/api/v1/targets?limit=2&offset=1', '/%', '/%ff', '/%00', '//', '/\\..\\', '/constructor'],
];
const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'PROPFIND'];
const bodies = [
  '{"target":"goleaky"}',
  '{"workload":"goleaky","for":"8h","why":"x","by":"y"}',
  '{"version":"4","groupKey":"{}:{}","status":"firing","alerts":[{"status":"firing","labels":{"alertname":"A","instance":"a:1","pod":"p"},"annotations":{},"startsAt":"2026-01-01T00:00:00Z","endsAt":"0001-01-01T00:00:00Z","fingerprint":"f"}]}',
  '{"__proto__":{"polluted":1},"alerts":[{"labels":{"__proto__":"x","constructor":"y"}}]}',
  `{"alerts":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
];

test('routes, within the process: paths, queries, methods, headers, bodies', async () => {
  const requests = fc.record({
    path: mutatedText(paths, 4_000),
    method: fc.constantFrom(...methods),
    headers: fc.dictionary(
      fc.constantFrom(
        'origin',
        'host',
        'content-length',
        'accept',
        'authorization',
        'x-forwarded-for',
      ),
      fc.oneof(
        fc.string({ maxLength: 50 }),
        fc.constantFrom('http://evil.example', '-1', 'Basic %', 'null'),
      ),
    ),
    body: mutated(bodies, 64 * 1024),
  });
  await fuzz({
    name: 'routes',
    cases: 6_000,
    inputs: requests,
    run: async ({ path, method, headers, body }) => {
      if (/^\/api\/v1\/events/.test(path)) return;
      let request: Request;
      try {
        const withBody =
          method === 'GET' || method === 'HEAD' ? {} : { body: new Uint8Array(body) };
        request = new Request(`http://127.0.0.1${path.startsWith('/') ? path : `/${path}`}`, {
          ...{ method, headers, ...withBody },
        });
      } catch {
        // What the runtime itself does not take for a request never gets to a route.
        return;
      }
      const answer = await app.fetch(request);
      const text = await answer.text();
      check(answer.status, method === 'HEAD' ? 'no body' : text, `${method} ${path.slice(0, 200)}`);
    },
    mostMs: 1_000,
    mostPeakMiB: 300,
  });
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('webhooks', async () => {
  await fuzz({
    name: 'webhooks',
    cases: 4_000,
    inputs: mutated(bodies.slice(2), 128 * 1024),
    run: async (body) => {
      const path = '/api/v1/webhook/alertmanager';
      const answer = await app.request(path, { method: 'POST', body: new Uint8Array(body) });
      check(answer.status, await answer.text(), path);
      if (![202, 400, 413].includes(answer.status)) throw new Error(`${answer.status}`);
    },
    mostMs: 1_000,
    mostPeakMiB: 450,
  });
});

const raw = [
  'GET /api/v1/targets HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n',
  'POST /api/v1/webhook/alertmanager HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 13\r\n\r\n{"alerts":[]}',
  'POST /api/v1/snoozes HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n2\r\n1}\r\n0\r\n\r\n',
  'GET http://127.0.0.1/metrics HTTP/1.0\r\nHost: evil.example\r\n\r\n',
  'GET /a HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
];

test('bytes on the socket, which then still answers', async () => {
  const { hostname, port } = new URL(server.url);
  await fuzz({
    name: 'raw HTTP',
    cases: 2_000,
    inputs: mutated(raw, 32 * 1024),
    run: (bytes) =>
      new Promise<void>((resolve) => {
        const socket = connect(Number(port), hostname);
        const done = () => {
          socket.destroy();
          resolve();
        };
        socket.on('error', done).on('close', done);
        socket.end(bytes);
        socket.resume();
        // What is half a request waits for its rest; it is left alone and not waited for.
        setTimeout(done, 50).unref();
      }),
    mostMs: 1_000,
    mostPeakMiB: 300,
  });
  expect((await fetch(`${server.url}/-/healthy`)).status).toBe(200);
});
