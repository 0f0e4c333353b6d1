import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { httpPeer, type Peer, rawPeer, tlsPeer } from '../../http/hostile-server.ts';
import { heapPage } from '../../scrape/heap-page.ts';

/** One that misbehaves, as a job of a configuration would have it. */
export type Hostile = {
  readonly start: () => Promise<Peer>;
  readonly job?: Readonly<Record<string, unknown>>;
};

const mib = 1024 ** 2;
const good = (rss: number) =>
  `process_resident_memory_bytes ${rss}\nprocess_start_time_seconds 1.7e9\n`;
const text = { 'content-type': 'text/plain; version=0.0.4' };

const http = (answer: (response: ServerResponse, url: string) => unknown): Hostile => ({
  start: () => httpPeer((request, response) => void answer(response, request.url ?? '')),
});
const page = (body: (times: number) => string | Uint8Array, headers = {}): Hostile => {
  let times = 0;
  return http((r) => r.writeHead(200, { ...text, ...headers }).end(body(times++)));
};
/** What is cut off by its size is told so also where a busy machine would take the whole time for it. */
const capped = (hostile: Hostile): Hostile => ({ ...hostile, job: { body_size_limit: '1MiB' } });
/** Writes once a request has come. */
const raw = (speak: (socket: Socket) => unknown): Hostile => ({
  start: () => rawPeer((socket) => socket.once('data', () => void speak(socket))),
});
const pprof = (hostile: Hostile): Hostile => ({
  ...hostile,
  job: { profiles: {}, metrics_path: '/debug/pprof' },
});
const bomb = gzipSync(Buffer.alloc(64 * mib));
const head = 'HTTP/1.1 200 OK\r\n';

function every(ms: number, socket: Socket | ServerResponse, act: () => void): void {
  const timer = setInterval(act, ms);
  socket.on('close', () => clearInterval(timer));
}

function pour(response: ServerResponse, chunk: Buffer): void {
  const more = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', more);
  more();
}

/** Those of which nobody is sure what they would do to a scraper, by name. */
export const hostilePeers: Readonly<Record<string, Hostile>> = {
  'slow loris': raw((socket) => {
    socket.write(head);
    every(100, socket, () => socket.write('x-a: b\r\n'));
  }),
  'half a body': raw((socket) => socket.end(`${head}content-length: 100\r\n\r\nhello`)),
  'half a chunk': raw((socket) =>
    socket.end(`${head}transfer-encoding: chunked\r\n\r\nff\r\nhello`),
  ),
  'a body without end': capped(
    http((r) => pour(r.writeHead(200, text), Buffer.alloc(65_536, 'a 1\n'))),
  ),
  'chunks of a byte for ever': http((r) => {
    r.writeHead(200, text);
    every(20, r, () => r.write('a'));
  }),
  'a length that is less than its body': raw((socket) =>
    socket.end(`${head}content-length: 5\r\n\r\n${good(5)}`),
  ),
  'two lengths': raw((socket) =>
    socket.end(`${head}content-length: 5\r\ncontent-length: 6\r\n\r\nhello!`),
  ),
  'a length below nothing': raw((socket) => socket.end(`${head}content-length: -1\r\n\r\nhello`)),
  'a gzip bomb': capped(page(() => bomb, { 'content-encoding': 'gzip' })),
  'gzip that is none': page(() => 'not gzip at all', { 'content-encoding': 'gzip' }),
  'an encoding that nobody asked for': page(() => 'abc', { 'content-encoding': 'zstd' }),
  'a redirect to itself': http((r, url) => r.writeHead(302, { location: url }).end()),
  'a redirect to the metadata of a cloud': http((r) =>
    r.writeHead(307, { location: 'http://169.254.169.254/latest/meta-data/iam' }).end(),
  ),
  'a redirect that breaks a line': raw((socket) =>
    socket.end(
      'HTTP/1.1 302 Found\r\nlocation: http://a/\u001b[2J%0d%0aset-cookie:x\r\ncontent-length: 0\r\n\r\n',
    ),
  ),
  'rubbish for TLS': {
    start: async () => rawPeer((socket) => socket.end(Buffer.alloc(200, 0x16))),
    job: { scheme: 'https' },
  },
  'a certificate that nobody signed': {
    start: () => tlsPeer((_, r) => void r.end(good(5))),
    job: { scheme: 'https' },
  },
  'HTTP/0.9': raw((socket) => socket.end(good(5))),
  'another protocol': raw((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')),
  'ten megabytes of one line': page(() => `a{b="${'x'.repeat(10 * mib)}"} 1\n`),
  'a name without end': page(() => 'a'.repeat(3 * mib)),
  'a million empty lines': page(() => '\n'.repeat(3_000_000)),
  'numbers that are none': page(() => good(Number.NaN).replace('1.7e9', '+Inf')),
  'memory below nothing': page(() => good(-5e9)),
  'memory beyond all bounds': page(() => good(Number.MAX_VALUE)),
  'the same series a thousand times': page(() => good(1e8).repeat(1_000)),
  'labels that collide': page(
    () =>
      'process_resident_memory_bytes{job="other",instance="evil:1",__name__="x",__proto__="y"} 1e8\n',
  ),
  'a label twice': page(() => 'process_resident_memory_bytes{a="1",a="2"} 1e8\n'),
  'time that goes backwards': page((times) =>
    good(1e8).replace('1.7e9', String(1.7e9 - times * 3600)),
  ),
  'a start in the next century': page(() => good(1e8).replace('1.7e9', '4e9')),
  'a timestamp of yesterday': page(() => 'process_resident_memory_bytes 1e8 1000\n'),
  'OpenMetrics without its end': page(() => good(1e8), {
    'content-type': 'application/openmetrics-text; version=1.0.0',
  }),
  '200 with nothing': http((r) => r.writeHead(200).end()),
  '204 with nothing': http((r) => r.writeHead(204).end()),
  'a header of a megabyte': raw((socket) => socket.end(`${head}x-big: ${'x'.repeat(mib)}\r\n\r\n`)),
  'ten thousand headers': raw((socket) =>
    socket.end(`${head}${'x: y\r\n'.repeat(10_000)}\r\n${good(5)}`),
  ),
  'a login page': page(() => '<!DOCTYPE html><title>Login</title>', {
    'content-type': 'text/html',
  }),
  'an error that dresses up a terminal': http((r) =>
    r.writeHead(500, text).end('\u001b[2J\u001b]0;owned\u0007 all is well \u202e'),
  ),
  'an error of ten megabytes': http((r) => r.writeHead(500, text).end('x'.repeat(10 * mib))),
  'an error that repeats the login': {
    start: () =>
      httpPeer((request, r) => void r.writeHead(400).end(`bad: ${request.headers.authorization}`)),
    job: { authorization: { credentials: 'sesame-open-123' } },
  },
  'a reset within the body': raw((socket) => {
    socket.write(`${head}content-length: 100\r\n\r\nhello`);
    setTimeout(() => socket.resetAndDestroy(), 20);
  }),
  'a reset at once': raw((socket) => socket.resetAndDestroy()),
  'a pause of a minute': raw((socket) => every(60_000, socket, () => socket.end())),
  'pprof that is HTML': pprof(page(() => '<html><body>/debug/pprof/</body></html>')),
  'pprof that is JSON': pprof(page(() => '{"status":"ok"}')),
  'pprof of another process each time': pprof(
    page((times) => heapPage.replace('TotalAlloc = 99000', `TotalAlloc = ${99_000 - times}`)),
  ),
  'pprof whose functions dress up a terminal': pprof(
    page(() => heapPage.replaceAll('main.leak', '\u001b[2J<img src=x onerror=alert(1)>')),
  ),
  'pprof of numbers without end': pprof(
    page(() => heapPage.replace('HeapInuse = 3100', `HeapInuse = ${'9'.repeat(5_000)}`)),
  ),
};
