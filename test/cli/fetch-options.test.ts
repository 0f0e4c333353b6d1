import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as capture from '../../src/cli/capture.ts';
import type { CommandModule } from '../../src/cli/command.ts';
import * as diff from '../../src/cli/diff.ts';
import * as pprof from '../../src/cli/pprof.ts';
import { cert, key } from '../http/certificate.ts';
import { heapBytes } from '../support/profile-text.ts';
import { runIn } from './fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-fetch-'));
const heap = heapBytes('900 3000 4096 repo.Save repo.go:11 < main.main main.go:5');
const base = heapBytes('10 100 4096 repo.Save repo.go:11 < main.main main.go:5');
for (const [name, content] of Object.entries({
  'ca.pem': cert,
  'key.pem': key,
  'base.pb.gz': base,
})) {
  writeFileSync(join(folder, name), content);
}

type Asked = {
  url: string;
  headers: IncomingMessage['headers'];
  client: boolean;
  together: number;
};
let asked: Asked[] = [];
let tunnels: string[] = [];
let waiting = 0;

/** Serves a heap, and errors where it is asked for them. */
function answer(request: IncomingMessage, response: import('node:http').ServerResponse): void {
  const { url = '', headers, socket } = request;
  waiting++;
  asked.push({
    url,
    headers,
    client: (socket as TLSSocket).authorized === true,
    together: waiting,
  });
  const [, status] = /status=(\d+)/.exec(url) ?? [];
  setTimeout(() => {
    waiting--;
    if (status !== undefined) {
      response.writeHead(Number(status), {
        'content-type': 'text/plain',
        ...(url.includes('pprof-error') ? { 'x-go-pprof': '1' } : {}),
      });
      response.end('Unknown profile\n');
    } else response.end(heap);
  }, 30);
}

const plain = createHttpServer(answer);
const tls = createTlsServer(
  { key, cert, ca: cert, requestCert: true, rejectUnauthorized: false },
  answer,
);
// The only way to the name of the certificate.
const proxy = createHttpServer((request, response) => {
  tunnels.push(request.url ?? '');
  answer(request, response);
});
proxy.on('connect', (request, client: Socket) => {
  tunnels.push(request.url ?? '');
  const { port } = tls.address() as AddressInfo;
  const server = connect(port, '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    server.pipe(client).pipe(server);
  });
  for (const socket of [server, client]) socket.on('error', () => socket.destroy());
});

const servers: readonly Server[] = [plain, tls as unknown as Server, proxy];
beforeAll(() =>
  Promise.all(
    servers.map((server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', done))),
  ),
);
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  [asked, tunnels] = [[], []];
  rmSync(join(folder, 'saved'), { recursive: true, force: true });
});

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;
const named = 'https://sawtooth.test/debug/pprof';

function call(command: CommandModule, args: readonly string[], env: Record<string, string> = {}) {
  const proxied = `http://127.0.0.1:${portOf(proxy)}`;
  return runIn(folder, command, args, {
    env: { TZ: 'UTC', PPROF_TMPDIR: join(folder, 'saved'), HTTPS_PROXY: proxied, ...env },
  });
}

test('a certificate of nobody known is refused, and the flag to know it is said', async () => {
  const told = await call(pprof, ['-top', named]);
  expect(told).toMatchObject({ code: 2, out: '' });
  expect(told.err).toMatch(/signed by nobody known here.*-tls_ca/);
  expect(told.err).toContain('failed to fetch any source profiles');
  expect(tunnels).toEqual(['sawtooth.test:443']);
});

const mine = ['ca', 'cert', 'key'].map(
  (name) => `--tls_${name}=${name === 'key' ? 'key' : 'ca'}.pem`,
);

test.each<[string, CommandModule, readonly string[]]>([
  ['pprof', pprof, ['-top', named]],
  ['diff', diff, ['--exit-zero', 'base.pb.gz', named]],
  ['capture', capture, ['-o', 'captured.pb.gz', named]],
])(
  '%s: with the flags both sides know each other, through a proxy',
  async (name, command, args) => {
    const told = await call(command, [
      ...mine,
      '--header',
      'X-One: 1',
      '--header',
      'X-Two: 2',
      ...args,
    ]);
    expect(told.code, told.err).toBe(0);
    expect(tunnels).toEqual(['sawtooth.test:443']);
    expect(asked).toMatchObject([{ client: true, headers: { 'x-one': '1', 'x-two': '2' } }]);
    if (name === 'capture')
      expect(readFileSync(join(folder, 'captured.pb.gz'))).toEqual(Buffer.from(heap));
    rmSync(join(folder, 'captured.pb.gz'), { force: true });
  },
);

test.each<[string, CommandModule, readonly string[]]>([
  ['pprof', pprof, ['-top']],
  ['diff', diff, ['--exit-zero', 'base.pb.gz']],
  ['capture', capture, ['-o', 'captured.pb.gz']],
])('%s: https+insecure:// looks at no certificate', async (_, command, args) => {
  const told = await call(command, [
    ...args,
    `https+insecure://127.0.0.1:${portOf(tls)}/debug/pprof`,
  ]);
  expect(told.code, told.err).toBe(0);
  expect(asked).toHaveLength(1);
  // This machine itself is asked directly.
  expect(tunnels).toEqual([]);
  rmSync(join(folder, 'captured.pb.gz'), { force: true });
});

test('a login in the URL and a header are sent and never shown', async () => {
  const url = `http://mole:s%3Acret@127.0.0.1:${portOf(plain)}/debug/pprof/heap?token=hidden&gc=1`;
  const told = await call(pprof, ['-top', '--header', 'X-Key: veiled', url]);
  expect(told.code).toBe(0);
  const [{ headers } = { headers: {} }] = asked as { headers: IncomingMessage['headers'] }[];
  expect(Buffer.from(headers.authorization?.split(' ')[1] ?? '', 'base64').toString()).toBe(
    'mole:s:cret',
  );
  expect(headers['x-key']).toBe('veiled');
  expect(told.err).toMatch(/^Fetching profile over HTTP from http:\/\/127.*heap\?token=…&gc=1\n/);
  expect(told.out + told.err).not.toMatch(/cret|hidden|veiled/);
});

test('what came is stored as it came, with a base too, and never a difference', async () => {
  const url = `127.0.0.1:${portOf(plain)}`;
  const told = await call(pprof, ['-top', '-seconds=2', '-base', 'base.pb.gz', url]);
  expect(told.code).toBe(0);
  expect(told.err).toMatch(
    /^Fetching profile over HTTP from http:\/\/\S+\/debug\/pprof\/heap\?seconds=2\nPlease wait\.\.\. \(2s\)\nSaved profile in \S+\n/,
  );
  const saved = readdirSync(join(folder, 'saved'));
  expect(saved).toEqual(['pprof.001.pb.gz']);
  expect(readFileSync(join(folder, 'saved', saved[0] ?? ''))).toEqual(Buffer.from(heap));
});

test('several sources are fetched at one time, and those that fail are told', async () => {
  const at = `http://127.0.0.1:${portOf(plain)}/debug/pprof`;
  const sources = [1, 2, 3, 4, 5].map((n) => `${at}/heap?n=${n}`);
  const told = await call(pprof, ['-top', ...sources, `${at}/gone?status=404`]);
  expect(told.code).toBe(0);
  expect(Math.max(...asked.map(({ together }) => together))).toBeGreaterThan(1);
  expect(told.err).toContain(
    `${at}/gone?status=…: server response: 404 Not Found. Check the address.\n`,
  );
  expect(told.err).toContain('Fetched 5 source profiles out of 6\n');
  const five = (await call(pprof, ['-top', ...sources])).out;
  expect(told.out).toBe(five);
});

test.each([
  ['heap?status=401', 'server response: 401 Unauthorized. Give a login'],
  ['heap?status=302', 'server response: 302 Found. Redirects are not followed'],
  ['heap?status=500', 'server response: 500 Internal Server Error. See the log'],
  ['pprof-error?status=404', 'server response: 404 Not Found - Unknown profile. Check'],
])('%s is told in the words of pprof', async (path, says) => {
  const told = await call(pprof, ['-top', `http://127.0.0.1:${portOf(plain)}/debug/pprof/${path}`]);
  expect(told).toMatchObject({ code: 2, out: '' });
  expect(told.err).toContain(says);
});

test.each([
  ['HTTP_PROXY', {}, ['http://shop.test/heap']],
  ['a name that is not proxied', { NO_PROXY: 'shop.test' }, []],
])('%s', async (_, env, wanted) => {
  const through = { HTTP_PROXY: `127.0.0.1:${portOf(proxy)}`, ...env };
  await call(pprof, ['-top', 'http://shop.test/heap'], through);
  expect(tunnels).toEqual(wanted);
});
