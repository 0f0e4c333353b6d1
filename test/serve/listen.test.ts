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
  ['::1:9412', null, 0],
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
