import { hashSync } from 'bcryptjs';
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import type { WebConfig } from '../../src/model/web-config.ts';
import { askForLogin } from '../../src/serve/ask-for-login.ts';

const users = new Map([['alice', hashSync('open sesame', 4)]]);

function start(over: Partial<WebConfig> = {}) {
  let config: WebConfig = {
    tls: null,
    users,
    bearerToken: 't0ken',
    headers: {},
    files: [],
    ...over,
  };
  const app = new Hono();
  app.use(askForLogin(() => config));
  app.all('*', (c) => c.text('in'));
  const ask = (path: string, authorization?: string) =>
    app.request(path, { headers: authorization === undefined ? {} : { authorization } });
  const change = (next: Partial<WebConfig>) => {
    config = { ...config, ...next };
  };
  return { ask, change };
}

function basic(name: string, password: string): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}

test.each(['/metrics', '/-/healthy', '/-/ready'])('%s is for everybody', async (path) => {
  expect((await start().ask(path)).status).toBe(200);
});

test.each([
  '/',
  '/api/v1/targets',
  '/metrics/',
  '/metricsx',
  '//metrics',
  '/METRICS',
  '/-',
  '/-/reload',
  '/%2D/healthy/../../api/v1/targets',
])('%s is not', async (path) => {
  const answer = await start().ask(path);
  expect(answer.status).toBe(401);
  expect(answer.headers.get('www-authenticate')).toMatch(/^Basic .*, Bearer /);
});

const tries: [name: string, authorization: string | undefined, status: number][] = [
  ['the token', 'Bearer t0ken', 200],
  ['the token, otherwise written', 'bearer  t0ken', 200],
  ['another token', 'Bearer t0ken2', 401],
  ['the start of the token', 'Bearer t0ke', 401],
  ['no token', 'Bearer ', 401],
  ['name and password', basic('alice', 'open sesame'), 200],
  ['a wrong password', basic('alice', 'open'), 401],
  ['no password', basic('alice', ''), 401],
  ['an unknown name', basic('bob', 'open sesame'), 401],
  ['a name of every object', basic('constructor', 'x'), 401],
  ['no colon', `Basic ${Buffer.from('alice').toString('base64')}`, 401],
  ['no base 64', 'Basic ???', 401],
  ['another scheme', 'Digest username="alice"', 401],
  ['nothing', undefined, 401],
];
test.each(tries)('with %s', async (_name, authorization, status) => {
  expect((await start().ask('/api/v1/targets', authorization)).status).toBe(status);
});

test('without users and token nobody is asked', async () => {
  const { ask } = start({
    users: new Map(),
    bearerToken: null,
    headers: { 'X-Frame-Options': 'deny' },
  });
  const answer = await ask('/');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('x-frame-options')).toBe('deny');
});

test('headers are on refusals too', async () => {
  const { ask } = start({ headers: { 'Strict-Transport-Security': 'max-age=1' } });
  expect((await ask('/')).headers.get('strict-transport-security')).toBe('max-age=1');
});

test('a password that was changed is asked for at once, and so is a token', async () => {
  const { ask, change } = start();
  expect((await ask('/', basic('alice', 'open sesame'))).status).toBe(200);
  change({ users: new Map([['alice', hashSync('another', 4)]]), bearerToken: 'new' });
  expect((await ask('/', basic('alice', 'open sesame'))).status).toBe(401);
  expect((await ask('/', 'Bearer t0ken')).status).toBe(401);
  expect((await ask('/', basic('alice', 'another'))).status).toBe(200);
});

describe('guesses', () => {
  test('wait in line, and beyond that are not looked at; who is known is let in meanwhile', async () => {
    const { ask } = start();
    expect((await ask('/', basic('alice', 'open sesame'))).status).toBe(200);
    const guesses = Array.from({ length: 40 }, (_, i) => ask('/', basic('alice', `guess ${i}`)));
    expect((await ask('/', basic('alice', 'open sesame'))).status).toBe(200);
    const late = await ask('/', basic('alice', 'one more'));
    expect(late.status).toBe(503);
    expect(late.headers.get('retry-after')).toBe('5');
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(16);
    expect(statuses.filter((status) => status === 200)).toEqual([]);
  });

  test('are looked at one at a time, with a pause after each wrong one', async () => {
    const { ask } = start();
    const begun = performance.now();
    const tookMs = async (guess: string) => {
      expect((await ask('/', basic('alice', guess))).status).toBe(401);
      return performance.now() - begun;
    };
    const [, second = 0, third = 0] = (await Promise.all(['a', 'b', 'c'].map(tookMs))).sort(
      (a, b) => a - b,
    );
    expect(second).toBeGreaterThan(290);
    expect(third).toBeGreaterThan(590);
  });
});
