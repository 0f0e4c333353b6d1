import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { freshSecrets } from '../../src/http/fresh-secrets.ts';

let folder = '';
let nowMs = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sawtooth-secrets-'));
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => vi.restoreAllMocks());

/** As an orchestrator does it: a file beside it takes its place. */
async function rotate(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
  nowMs += 2_000;
  return path;
}

test('a login, a token, certificates and headers are what their files hold now', async () => {
  const files = {
    username: await rotate('username', 'first\n'),
    password: await rotate('password', 'first'),
    credentials: await rotate('credentials', 'first'),
    ca: await rotate('ca', 'first'),
    cert: await rotate('cert', 'first'),
    key: await rotate('key', 'first'),
    headers: { 'x-scope': { values: ['fixed'], files: [await rotate('scope', 'first')] } },
  };
  const http = {
    headers: { accept: 'text/plain', 'x-scope': 'fixed, first' },
    basicAuth: { username: 'first', password: 'first' },
    authorization: 'Token first',
    tls: { ca: 'first', cert: 'first', key: 'first', serverName: 'name' },
    files,
  };
  expect(await freshSecrets(http)).toEqual(http);
  for (const name of ['username', 'password', 'credentials', 'ca', 'cert', 'key', 'scope']) {
    await rotate(name, `second ${name}\n`);
  }
  expect(await freshSecrets(http)).toEqual({
    headers: { accept: 'text/plain', 'x-scope': 'fixed, second scope' },
    basicAuth: { username: 'second username', password: 'second password' },
    authorization: 'Token second credentials',
    tls: { ca: 'second ca', cert: 'second cert', key: 'second key', serverName: 'name' },
    files,
  });
});

test('a file that is gone or empty for a moment leaves what was known, also from the configuration', async () => {
  const credentials = await rotate('token', 'first');
  const http = { headers: {}, authorization: 'Bearer configured', files: { credentials } };
  expect(await freshSecrets(http)).toMatchObject({ authorization: 'Bearer first' });
  await rm(credentials);
  nowMs += 2_000;
  expect(await freshSecrets(http)).toMatchObject({ authorization: 'Bearer first' });
  await rotate('token', '');
  expect(await freshSecrets(http)).toMatchObject({ authorization: 'Bearer first' });
  await rotate('token', 'second');
  expect(await freshSecrets(http)).toMatchObject({ authorization: 'Bearer second' });
  const never = { ...http, files: { credentials: join(folder, 'never') } };
  expect(await freshSecrets(never)).toMatchObject({ authorization: 'Bearer configured' });
});

test('many who share a file look at it once a second', async () => {
  const credentials = await rotate('shared', 'first');
  const http = { headers: {}, authorization: 'Bearer first', files: { credentials } };
  await freshSecrets(http);
  await writeFile(credentials, 'second');
  nowMs += 500;
  expect(await freshSecrets(http)).toMatchObject({ authorization: 'Bearer first' });
  nowMs += 600;
  expect(await freshSecrets(http)).toMatchObject({ authorization: 'Bearer second' });
});
