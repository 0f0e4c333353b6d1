import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, expect, test } from 'vitest';
import { fetchProfile } from '../../src/capture/fetch-profile.ts';
import { closeHttpAgents } from '../../src/http/agents.ts';
import type { ProfileKind } from '../../src/model/capture.ts';
import type { ProfileSource } from '../../src/model/target.ts';
import { httpPeer, type Peer, unreachable } from '../http/hostile-server.ts';

const peers: Peer[] = [];
afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()));
});
afterAll(closeHttpAgents);

async function serve(answer: (response: ServerResponse, url: string) => void): Promise<string> {
  const peer = await httpPeer((request, response) => answer(response, request.url ?? ''));
  peers.push(peer);
  return peer.url;
}

function fetchIt(
  url: string,
  over: Partial<ProfileSource> = {},
  kind: ProfileKind = 'heap',
  deadlineMs = 30_000,
) {
  const source: ProfileSource = {
    url,
    kinds: ['heap', 'goroutine'],
    gc: true,
    minIntervalMs: 0,
    http: { headers: {} },
    ...over,
  };
  const limits = { deadlineMs, maxBytes: 4096 };
  return fetchProfile(source, kind, new AbortController().signal, () => 77, limits);
}

const proto = Buffer.from([0x0a, 4, 8, 1, 16, 2]);

test.each<[string, Buffer]>([
  ['gzip, whole or not: nothing is parsed', gzipSync('x').subarray(0, 15)],
  ['a bare proto', proto],
  ['the older text', Buffer.from('heap profile: 1: 2 [3: 4] @ heap/1048576\n')],
  ['V8 as JSON', Buffer.from('{"head":{"callFrame":{}}}')],
])('%s comes as it is', async (_, bytes) => {
  const url = await serve((r) => r.end(bytes));
  expect(await fetchIt(`${url}/debug/pprof`)).toMatchObject({
    ok: true,
    value: {
      kind: 'heap',
      bytes,
      atMs: 77,
      gc: true,
      url: `${url}/debug/pprof/heap?gc=1`,
      tookMs: expect.any(Number),
    },
  });
});

test.each<[string, ProfileKind, boolean, string, string, boolean]>([
  ['a heap after a collection', 'heap', true, '', '/heap?gc=1', true],
  ['a heap as it is', 'heap', false, '', '/heap', false],
  ['goroutines, which have no collection', 'goroutine', true, '', '/goroutine', false],
  ['a path with a slash and a query', 'heap', true, '/p/?tenant=a', '/p/heap?tenant=a&gc=1', true],
])('%s', async (_, kind, gc, path, asked, forced) => {
  let came = '';
  const url = await serve((r, at) => {
    came = at;
    r.end(proto);
  });
  expect(await fetchIt(`${url}${path}`, { gc }, kind)).toMatchObject({
    value: { kind, gc: forced },
  });
  expect(came).toBe(asked);
});

test.each<[string, (response: ServerResponse) => void, RegExp]>([
  [
    'HTML',
    (r) => r.setHeader('content-type', 'text/html').end('<html>'),
    /HTML \(text\/html\), not a profile\. Give/,
  ],
  ['JSON', (r) => r.end('{"error":"x"}'), /JSON .*not a profile/],
  ['text', (r) => r.end('Bad gateway'), /is text .*not a profile/],
  ['metrics', (r) => r.end('up 1\n'), /is text .*not a profile/],
  [
    'an image',
    (r) => r.end(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])),
    /binary .*but no profile/,
  ],
  ['nothing', (r) => r.end(), /the answer is empty/],
  ['404', (r) => r.writeHead(404).end(), /no such page \(404\)\. .*net\/http\/pprof/],
  ['401', (r) => r.writeHead(401).end(), /wants a login/],
  [
    'a redirect',
    (r) => r.writeHead(307, { location: '/login' }).end(),
    /redirects to http:\/\/127.*\/login \(307\)/,
  ],
  ['500', (r) => r.writeHead(500).end('Could not enable profiling'), /status 500 and says/],
  ['too much', (r) => r.end(Buffer.alloc(5000, 0x0a)), /larger than the cap of 4 KiB/],
])('%s is told', async (_, answer, says) => {
  const fetched = await fetchIt(await serve(answer));
  expect(fetched).toMatchObject({ ok: false, reason: expect.stringMatching(says) });
});

test('no answer is told', async () => {
  expect(await fetchIt(await serve(() => {}), {}, 'heap', 300)).toMatchObject({
    ok: false,
    reason: expect.stringMatching(/deadline of 0\.3 s passed/),
  });
});

test('nothing there is told', async () => {
  expect(await fetchIt(await unreachable())).toMatchObject({
    ok: false,
    reason: expect.stringContaining('connection refused'),
  });
});
