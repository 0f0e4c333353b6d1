import { get } from 'node:http';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { listen, parseListenAddress } from '../../src/serve/listen.ts';

test.each<[text: string, host: string | null, port: number]>([
  ['127.0.0.1:9412', '127.0.0.1', 9412],
  ['localhost:0', 'localhost', 0],
  [':9412', '', 9412],
  ['[::1]:9412', '::1', 9412],
  ['9412', null, 0],
  ['host:', null, 0],
  ['host:70000', null, 0],
  // What a manifest makes of $(POD_IP):9412 where pods have such addresses.
  ['fd00::1:9412', 'fd00::1', 9412],
  ['fd00::1', null, 0],
  ['::1', null, 0],
  ['a:b:9412', null, 0],
  ['[a:b]:9412', null, 0],
  ['http://host:1', null, 0],
])('%s', (text, host, port) => {
  const parsed = parseListenAddress(text);
  if (host === null)
    expect(parsed).toMatchObject({ ok: false, reason: expect.stringContaining(text) });
  else expect(parsed).toEqual({ ok: true, value: { host, port } });
});

test('serves until it is closed, and says when the address is taken', async () => {
  const app = new Hono().get('/', (c) => c.text('here'));
  const first = await listen(app, { host: '127.0.0.1', port: 0 });
  if (!first.ok) throw new Error(first.reason);
  const { url, close } = first.value;
  expect(await (await fetch(url)).text()).toBe('here');
  const second = await listen(app, { host: '127.0.0.1', port: Number(new URL(url).port) });
  expect(second).toMatchObject({
    ok: false,
    reason: expect.stringContaining('something else does'),
  });
  await close();
  await expect(fetch(url)).rejects.toThrow();
});

test.each<[listenOn: string, asked: string, status: number]>([
  ['127.0.0.1', 'localhost:1', 200],
  ['127.0.0.1', 'evil.example', 403],
  ['localhost', 'evil.example:9412', 403],
  // A server for all has names that nobody here can know.
  ['', 'sawtooth.monitoring.svc', 200],
])('on %j a request to %j: %i', async (listenOn, asked, status) => {
  const listening = await listen(
    new Hono().get('/', (c) => c.text('here')),
    { host: listenOn, port: 0 },
  );
  if (!listening.ok) throw new Error(listening.reason);
  const { url, close } = listening.value;
  const { port } = new URL(url);
  // fetch does not let a Host header through.
  const answer = await new Promise<{ status: number | undefined; text: string }>(
    (resolve, reject) => {
      const host = listenOn === '' ? '127.0.0.1' : new URL(url).hostname.replaceAll(/[[\]]/g, '');
      get({ host, port, path: '/', headers: { host: asked } }, async (response) => {
        const chunks = await response.toArray();
        resolve({ status: response.statusCode, text: chunks.join('') });
      }).on('error', reject);
    },
  );
  await close();
  expect(answer).toEqual({
    status,
    text: status === 200 ? 'here' : expect.stringContaining(`Ask ${url}`),
  });
});
