import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../../src/cli/demo/receiver.ts';
import type { Result } from '../../src/model/result.ts';

const secret = 'a secret';
let receiver: Receiver;
let heard: Result<string>[] = [];

beforeAll(async () => {
  receiver = await startReceiver(secret, (body) => heard.push(body));
});

beforeEach(() => {
  heard = [];
});

afterAll(() => receiver.close());

test('a signed body is taken as it came', async () => {
  const body = '{"version":"4",  "alerts":["é"]}';
  expect(await post(body, signed(body))).toBe(204);
  expect(heard).toEqual([{ ok: true, value: body }]);
});

const now = () => Math.floor(Date.now() / 1000);

test.each([
  { name: 'no headers', headers: {}, status: 401, says: /Timestamp is missing/ },
  { name: 'no signature', headers: { 'x-sawtooth-timestamp': `${now()}` }, says: /not fit/ },
  { name: 'another secret', headers: signed('{}', { key: 'guess' }), says: /not fit/ },
  { name: 'a changed body', headers: signed('{ }'), says: /not fit/ },
  { name: 'a cut signature', headers: { ...signed('{}'), 'x-sawtooth-signature': 'sha256=' } },
  { name: 'played again later', headers: signed('{}', { at: now() - 301 }), says: /301|300 s off/ },
  { name: 'from the future', headers: signed('{}', { at: now() + 400 }), says: /300 s off/ },
  { name: 'no number', headers: signed('{}', { at: Number.NaN }), says: /no number/ },
])('refused: $name', async ({ headers, says = /./ }) => {
  expect(await post('{}', headers)).toBe(401);
  expect(heard).toEqual([{ ok: false, reason: expect.stringMatching(says) }]);
});

test('a body without end is cut off', async () => {
  expect(await post('x'.repeat(2 << 20), {})).toBe(413);
  expect(heard).toEqual([{ ok: false, reason: expect.stringMatching(/longer than 1048576/) }]);
});

async function post(body: string, headers: Record<string, string>): Promise<number> {
  const response = await fetch(receiver.url, { method: 'POST', body, headers });
  await response.text();
  return response.status;
}

function signed(body: string, { key = secret, at = Math.floor(Date.now() / 1000) } = {}) {
  const digest = createHmac('sha256', key).update(`${at}.${body}`).digest('hex');
  return { 'x-sawtooth-timestamp': `${at}`, 'x-sawtooth-signature': `sha256=${digest}` };
}
