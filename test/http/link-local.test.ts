import type { LookupOptions } from 'node:dns';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { closeHttpAgents } from '../../src/http/agents.ts';
import { isLinkLocal } from '../../src/http/link-local.ts';
import { httpRequest } from '../../src/http/request.ts';
import type { HttpOptions } from '../../src/model/http.ts';
import { httpPeer, type Peer } from './hostile-server.ts';

/** A DNS in which somebody has pointed names at what they should not reach. */
vi.mock('node:dns', async (original) => {
  const addresses: Readonly<Record<string, readonly string[]>> = {
    'good.test': ['127.0.0.1'],
    'metadata.test': ['169.254.169.254'],
    'both.test': ['127.0.0.1', '169.254.169.254'],
    'six.test': ['fe80::1'],
    localhost: ['169.254.169.254'],
  };
  const lookup = (host: string, options: LookupOptions, done: (...found: unknown[]) => void) => {
    const found = (addresses[host] ?? []).map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }));
    if (found.length === 0) {
      done(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }));
    } else if (options.all === true) {
      done(null, found);
    } else {
      done(null, found[0]?.address, found[0]?.family);
    }
  };
  return { ...(await original<typeof import('node:dns')>()), lookup };
});

const peers: Peer[] = [];
afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()));
});
afterAll(closeHttpAgents);

function ask(url: string, http: Partial<HttpOptions> = {}) {
  return httpRequest({
    method: 'GET',
    url,
    http: { headers: {}, ...http },
    deadlineMs: 1000,
    maxBytes: 1 << 10,
    signal: new AbortController().signal,
  });
}

test.each([
  ['169.254.169.254', true],
  ['169.254.0.1', true],
  ['169.255.0.1', false],
  ['fe80::1', true],
  ['fe80::1%eth0', true],
  ['[fe80::1]', true],
  ['fec0::1', false],
  ['fd00:ec2::254', true],
  ['fd00:ec2::253', false],
  ['::ffff:169.254.169.254', true],
  ['[::ffff:a9fe:a9fe]', true],
  ['64:ff9b::a9fe:a9fe', true],
  ['64:ff9b:1::a9fe:a9fe', true],
  ['64:ff9b::6464:64c8', true],
  ['::ffff:0:a9fe:a9fe', true],
  ['::ffff:0:a00:1', false],
  ['64:ff9b:1:a9fe:a9:fe00::', true],
  ['64:ff9b:1:6464:64:c800::', true],
  ['64:ff9b:1:a83f:81:1000::', true],
  ['64:ff9b:1:a83f:81:1100::', false],
  ['64:ff9b:1:a00:0:100::', false],
  ['64:ff9b::a83f:8110', true],
  ['64:ff9b::a00:1', false],
  ['2002:a9fe:a9fe::1', true],
  ['2002:a00:1::1', false],
  ['::169.254.169.254', true],
  ['fd00:ec2::23', true],
  ['fd20:ce::254', true],
  ['fd00:42::42', true],
  ['100.100.100.200', true],
  ['127.0.0.1', false],
  ['10.0.0.1', false],
  ['::1', false],
  ['metadata.google.internal', false],
])('%s is link-local: %s', (address, expected) => {
  expect(isLinkLocal(address)).toBe(expected);
});

test.each([
  'http://169.254.169.254/latest/meta-data',
  'http://2852039166/',
  'http://0xa9.0xfe.0xa9.0xfe/',
  'http://0251.0376.0251.0376/',
  'http://[::ffff:169.254.169.254]/',
  'http://metadata.test/',
  'http://both.test/',
  'http://six.test/',
])('%s is refused with a sentence', async (url) => {
  const answer = await ask(url);
  expect(answer).toMatchObject({
    ok: false,
    reason: expect.stringMatching(/^GET http.*: the address is link-local, .* allow_link_local/),
  });
});

test('what is elsewhere is asked as ever', async () => {
  const peer = await httpPeer((_, response) => response.end('fine'));
  peers.push(peer);
  const port = new URL(peer.url).port;
  expect(await ask(`http://good.test:${port}/`)).toMatchObject({ ok: true });
  expect(await ask(peer.url)).toMatchObject({ ok: true });
});

test('where it is allowed, the connection is tried', async () => {
  // Nothing answers there on this machine, or something does: both are no refusal.
  const answer = await ask('http://metadata.test:9/', { allowLinkLocal: true });
  expect(answer.ok ? '' : answer.reason).not.toContain('link-local');
});

test('a connection that one peer was allowed is not there for another', async () => {
  const peer = await httpPeer((_, response) => response.end('fine'));
  peers.push(peer);
  // Only what is guarded asks the DNS above.
  const url = `http://localhost:${new URL(peer.url).port}/`;
  expect(await ask(url, { allowLinkLocal: true })).toMatchObject({ ok: true });
  expect(await ask(url)).toMatchObject({ ok: false });
});
