import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, expect, test } from 'vitest';
import { closeHttpAgents } from '../../src/http/agents.ts';
import { readBody } from '../../src/http/read-body.ts';
import { type HttpRequest, httpRequest } from '../../src/http/request.ts';
import type { HttpOptions } from '../../src/model/http.ts';
import { cert } from './certificate.ts';
import { httpPeer, type Peer, rawPeer, tlsPeer, unreachable } from './hostile-server.ts';

const peers: Peer[] = [];
afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()));
});
afterAll(closeHttpAgents);

function ask(url: string, over: Partial<HttpRequest> = {}) {
  return httpRequest({
    method: 'GET',
    url,
    http: { headers: {} },
    deadlineMs: 5000,
    maxBytes: 1 << 20,
    signal: new AbortController().signal,
    ...over,
  });
}

async function http(answer: (response: ServerResponse, url: string) => void): Promise<string> {
  const peer = await httpPeer((request, response) => answer(response, request.url ?? ''));
  peers.push(peer);
  return peer.url;
}

async function raw(speak: (socket: Socket) => void): Promise<string> {
  const peer = await rawPeer(speak);
  peers.push(peer);
  return peer.url;
}

test('a deadline that is longer than a timer can be is one all the same', async () => {
  const url = await http((r) => setTimeout(() => r.end('late'), 20));
  expect(await ask(url, { deadlineMs: 30 * 86_400_000 })).toMatchObject({ ok: true });
});

const bomb = gzipSync(Buffer.alloc(64 << 20));
const head = 'HTTP/1.1 200 OK\r\n';

const hostile: Record<string, readonly [() => Promise<string>, RegExp, Partial<HttpRequest>?]> = {
  unreachable: [unreachable, /nothing listens there \(connection refused\)\. Check that/],
  'unknown host': [async () => 'http://no-such-host.invalid', /host name/],
  'never answering': [
    () => raw(() => {}),
    /deadline of 0\.2 s passed after no byte/,
    { deadlineMs: 200 },
  ],
  'answering nothing after the header': [
    () => http((r) => r.writeHead(200, { 'content-length': '2048' }).flushHeaders()),
    /deadline of 0\.2 s passed after 0 bytes of 2 KiB had come/,
    { deadlineMs: 200 },
  ],
  'dripping for ever': [
    () =>
      http((r) => {
        const timer = setInterval(() => r.write('x'), 20);
        r.on('close', () => clearInterval(timer));
      }),
    /deadline of 0\.3 s passed after \d+ bytes had come/,
    { deadlineMs: 300 },
  ],
  'dripping its header for ever': [
    () =>
      raw((socket) => {
        socket.write(head);
        const timer = setInterval(() => socket.write('x-a: b\r\n'), 20);
        socket.on('close', () => clearInterval(timer));
      }),
    /deadline of 0\.2 s passed after no byte/,
    { deadlineMs: 200 },
  ],
  endless: [
    () =>
      http((r) => {
        const pour = () => {
          while (!r.destroyed && r.write(Buffer.alloc(65536)));
        };
        r.on('drain', pour);
        pour();
      }),
    /larger than the cap of 1 MiB; the rest was not read/,
  ],
  'a gzip bomb': [
    () => http((r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)),
    /larger than the cap of 1 MiB/,
  ],
  'truncated by length': [
    () => raw((socket) => socket.end(`${head}content-length: 100\r\n\r\nhello`)),
    /100 bytes were promised \(Content-Length\), 5 came/,
  ],
  'truncated chunks': [
    () => raw((socket) => socket.end(`${head}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n`)),
    /the answer broke off after 5 bytes/,
  ],
  'truncated gzip': [
    () => http((r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb.subarray(0, 40))),
    /compressed answer breaks off or is corrupt/,
    { maxBytes: 1 << 27 },
  ],
  'corrupt gzip': [
    () => http((r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip at all')),
    /compressed answer breaks off or is corrupt/,
  ],
  'an unknown encoding': [
    () => http((r) => r.writeHead(200, { 'content-encoding': 'snappy' }).end('abc')),
    /compressed as "snappy"/,
  ],
  reset: [
    () => raw((socket) => socket.once('data', () => socket.resetAndDestroy())),
    /closed before an answer came/,
  ],
  'closed at once': [() => raw((socket) => socket.end()), /closed before an answer came/],
  'reset within the body': [
    () =>
      raw((socket) => {
        socket.write(`${head}content-length: 100\r\n\r\nhello`);
        setTimeout(() => socket.resetAndDestroy(), 30);
      }),
    /100 bytes were promised \(Content-Length\), 5 came/,
  ],
  'a header too big': [
    () => raw((socket) => socket.end(`${head}x-big: ${'x'.repeat(70_000)}\r\n\r\n`)),
    /its header is larger than 16 KiB/,
  ],
  'not HTTP': [
    () => raw((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')),
    /what came is not HTTP/,
  ],
  'no TLS': [
    async () => (await http((r) => r.end('plain'))).replace('http:', 'https:'),
    /does not speak TLS as asked\. Try http:/,
  ],
  'another scheme': [async () => 'file:///etc/passwd', /no http or https URL/],
  'data in the URL': [async () => 'data:text/plain,a', /no http or https URL/],
  'not a URL': [async () => 'http://[::1', /no http or https URL/],
};

test.each(Object.entries(hostile))(
  '%s: a sentence within the deadline',
  async (_, [peer, says, over]) => {
    const url = await peer();
    const startedMs = performance.now();
    const answer = await ask(url, over);
    expect(answer).toMatchObject({ ok: false, reason: expect.stringMatching(says) });
    expect(answer.ok ? '' : answer.reason).toMatch(/^GET .*\.$/);
    expect(performance.now() - startedMs).toBeLessThan((over?.deadlineMs ?? 5000) + 1500);
  },
);

test('what has come whole and takes long to unpack ends with the signal', async () => {
  const stream = Object.assign(Readable.from([bomb]), { headers: { 'content-encoding': 'gzip' } });
  const progress = { bytes: 0, wireBytes: 0, declaredBytes: null };
  const limits = { maxBytes: 1 << 27, signal: AbortSignal.timeout(5) };
  const read = readBody(stream as unknown as IncomingMessage, limits, progress).then(
    ({ ok }) => ok,
  );
  await expect(read).rejects.toMatchObject({ code: 'ABORT_ERR' });
});

test('a caller that stops is not told of a deadline', async () => {
  const url = await raw(() => {});
  const stop = new AbortController();
  const asked = ask(url, { signal: stop.signal });
  stop.abort();
  expect(await asked).toMatchObject({
    ok: false,
    reason: expect.stringContaining('stopped from here'),
  });
});

test('no secret gets into a failure, its cause included', async () => {
  const url = (await unreachable()).replace('http://', 'http://root:hunter2@');
  const answer = await ask(`${url}/debug/pprof/heap?gc=1&token=hunter2`, {
    http: { headers: { 'x-api-key': 'hunter2' }, authorization: 'Bearer hunter2' },
  });
  if (answer.ok) throw new Error('nothing listens there');
  expect(answer.reason).toContain('/debug/pprof/heap?gc=1&token=…:');
  expect(JSON.stringify([answer, String((answer.cause as Error).stack)])).not.toContain('hunter2');
  const posted = await ask(url.replace('root:hunter2@', '').concat('/services/hunter2'), {
    method: 'POST',
    body: '{}',
  });
  expect(posted.ok ? '' : posted.reason).toMatch(/^POST http:\/\/127\.0\.0\.1:\d+\/…: /);
});

test.each<[string, Partial<HttpRequest>]>([
  ['a bearer token', { http: { headers: {}, authorization: 'Bearer hunter22' } }],
  ['a password', { http: { headers: {}, basicAuth: { username: 'root', password: 'hunter22' } } }],
  ['a header', { http: { headers: { 'x-api-key': 'hunter22' } } }],
])(
  'a refusal that repeats what it was sent, %s, does not get it into its answer',
  async (_, over) => {
    const peer = await httpPeer((request, response) => {
      const login = request.headers.authorization ?? '';
      const plain = Buffer.from(login.replace('Basic ', ''), 'base64').toString();
      response.writeHead(400, { location: login });
      response.end(`no: ${login} ${plain} ${request.headers['x-api-key']} ${request.url}`);
    });
    peers.push(peer);
    const answer = await ask(`${peer.url}/?token=hunter22&sig=an%2Bother&gc=1`, over);
    if (!answer.ok) throw new Error(answer.reason);
    const { body, headers } = answer.value;
    const said = Buffer.from(body).toString();
    expect(said).toContain('no: ');
    expect(said).toContain('gc=1');
    const encoded = Buffer.from('root:hunter22').toString('base64');
    for (const secret of ['hunter22', encoded, 'an%2Bother']) {
      expect(said + JSON.stringify(headers)).not.toContain(secret);
    }
  },
);

test('any status is an answer, and a redirect is not followed', async () => {
  let asked = 0;
  const elsewhere = await http((r) => {
    asked++;
    r.end();
  });
  const url = await http((r) =>
    r.writeHead(302, { location: elsewhere, 'X-Two': ['a', 'b'] }).end('gone'),
  );
  const answer = await ask(url, { http: { headers: {}, authorization: 'Bearer x' } });
  expect(answer).toMatchObject({
    ok: true,
    value: { status: 302, headers: { location: elsewhere, 'x-two': 'a, b' } },
  });
  expect(asked).toBe(0);
});

test('bytes come through as they were: gzip that was not declared, JSON and text unparsed', async () => {
  const profile = gzipSync('profile');
  const url = await http((r, path) => r.end(path === '/p' ? profile : '1'));
  expect(await ask(`${url}/p`)).toMatchObject({ value: { body: profile } });
  expect(await ask(url)).toMatchObject({ value: { status: 200, body: Buffer.from('1') } });
  const zipped = await http((r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end(profile));
  expect(await ask(zipped)).toMatchObject({ value: { body: Buffer.from('profile') } });
});

test('headers, login and body go out', async () => {
  const seen: unknown[] = [];
  const peer = await httpPeer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { authorization, 'x-scope-orgid': tenant } = request.headers;
    seen.push([request.method, authorization, tenant, Buffer.concat(chunks).toString()]);
    response.end();
  });
  peers.push(peer);
  const bytes = new Uint8Array([0, 97, 98, 0]).subarray(1, 3);
  await ask(peer.url, {
    method: 'POST',
    body: bytes,
    http: { headers: { 'X-Scope-OrgID': 'a' }, authorization: 'Bearer b' },
  });
  await ask(peer.url, { http: { headers: {}, basicAuth: { username: 'u', password: 'p' } } });
  expect(seen).toEqual([
    ['POST', 'Bearer b', 'a', 'ab'],
    ['GET', 'Basic dTpw', undefined, ''],
  ]);
});

test('a cut body is its first bytes', async () => {
  const url = await http((r) => r.end('goroutine profile: total 7\n'.repeat(100_000)));
  const answer = await ask(url, { maxBytes: 26, whenLarger: 'cut' });
  expect(answer).toMatchObject({ value: { body: Buffer.from('goroutine profile: total 7') } });
});

test('a proxy is asked only where one is configured', async () => {
  const proxy = await http((r, path) => r.end(`proxied ${path}`));
  const url = 'http://service.invalid/metrics';
  expect(await ask(url, { http: { headers: {}, proxyUrl: proxy } })).toMatchObject({
    value: { body: Buffer.from(`proxied ${url}`) },
  });
});

test.each<[string, HttpOptions['tls'], RegExp | 'ok']>([
  ['nobody', undefined, /signed by nobody known here\. Give its authority as tls_config\.ca_file/],
  [
    'its authority, under another name',
    { ca: cert },
    /certificate is for another name\. .*server_name/,
  ],
  ['its authority and its name', { ca: cert, serverName: 'sawtooth.test' }, 'ok'],
  ['everybody', { insecureSkipVerify: true }, 'ok'],
])('TLS that trusts %s', async (_, tls, says) => {
  const peer = await tlsPeer((__, response) => response.end('hello'));
  peers.push(peer);
  const answer = await ask(peer.url, { http: { headers: {}, ...(tls && { tls }) } });
  if (says === 'ok') expect(answer).toMatchObject({ value: { body: Buffer.from('hello') } });
  else expect(answer).toMatchObject({ ok: false, reason: expect.stringMatching(says) });
});

test('a name with several addresses, none of which answers', async () => {
  const url = (await unreachable()).replace('127.0.0.1', 'localhost');
  expect(await ask(url)).toMatchObject({ reason: expect.stringContaining('connection refused') });
});

test('what is a bug is thrown', async () => {
  const broken = new Proxy(
    { headers: {} },
    {
      get: () => {
        throw new RangeError('a bug');
      },
    },
  );
  await expect(ask('http://127.0.0.1:1', { http: broken })).rejects.toThrow('a bug');
});

test('a connection is kept, and one that the peer closed meanwhile is replaced unseen', async () => {
  let connections = 0;
  let asked = 0;
  const peer = await rawPeer((socket) => {
    connections++;
    socket.on('data', () => {
      asked++;
      // The second request on the first connection finds it closed.
      if (asked === 2) socket.resetAndDestroy();
      else socket.write(`${head}content-length: 2\r\n\r\nok`);
    });
  });
  peers.push(peer);
  expect(await ask(peer.url)).toMatchObject({ ok: true });
  expect(await ask(peer.url)).toMatchObject({ ok: true });
  expect([connections, asked]).toEqual([2, 3]);
});

test('of many peers only some keep their connection: each costs as much as a target', async () => {
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => response.end('x'));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, '0.0.0.0', done));
  const { port } = server.address() as AddressInfo;
  const ask = (i: number) =>
    httpRequest({
      method: 'GET',
      url: `http://127.0.${1 + Math.floor(i / 250)}.${1 + (i % 250)}:${port}/`,
      http: { headers: {} },
      deadlineMs: 10_000,
      maxBytes: 100,
      signal: new AbortController().signal,
    });
  for (let i = 0; i < 700; i += 50) {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, k) => ask(i + k)));
    expect(answers.every(({ ok }) => ok)).toBe(true);
  }
  await new Promise((done) => setTimeout(done, 100));
  expect(sockets.size).toBeLessThanOrEqual(500);
  expect(sockets.size).toBeGreaterThan(400);
  closeHttpAgents();
  server.close();
});
