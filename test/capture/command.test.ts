import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../src/cli/capture.ts';
import type { Io } from '../../src/cli/io.ts';
import { httpPeer, type Peer } from '../http/hostile-server.ts';
import { heapBytes } from '../support/profile-text.ts';

const bytes = heapBytes('1 1 4096 shop/cache.Put shop/cache.go:3');
const damaged = gzipSync('no profile');
const asked: string[] = [];
let peer: Peer;
const cwd = mkdtempSync(join(tmpdir(), 'sawtooth-capture-'));

beforeAll(async () => {
  peer = await httpPeer((request, response) => {
    asked.push(`${request.url} ${request.headers['x-tenant'] ?? ''}`);
    if (request.url?.startsWith('/debug/pprof/')) response.end(bytes);
    else if (request.url?.startsWith('/damaged/')) response.end(damaged);
    else response.writeHead(404).end();
  });
});
afterAll(async () => {
  await peer.close();
  rmSync(cwd, { recursive: true });
});

/** What the command answers, writes and asks for. */
async function capture(...args: readonly string[]) {
  const written = { out: '', err: '' };
  const stream = (name: 'out' | 'err') =>
    ({
      write: (text: string) => {
        written[name] += text;
        return true;
      },
    }) as unknown as NodeJS.WriteStream;
  const io: Io = {
    env: {},
    cwd,
    stdin: process.stdin,
    stdout: stream('out'),
    stderr: stream('err'),
    signal: new AbortController().signal,
    onReload: () => () => {},
  };
  asked.length = 0;
  const code = await run(args, io);
  return { code, ...written, asked: [...asked] };
}

test.each<[string, (host: string) => readonly string[], string]>([
  ['a bare host:port is its heap', (host) => [host], '/debug/pprof/heap?gc=1 '],
  [
    'an endpoint is its heap',
    (host) => [`http://${host}/debug/pprof`, '--no-gc'],
    '/debug/pprof/heap ',
  ],
  ['goroutines by flag', (host) => [host, '--kind', 'goroutine'], '/debug/pprof/goroutine '],
  [
    'goroutines by URL',
    (host) => [`http://${host}/debug/pprof/goroutine`],
    '/debug/pprof/goroutine ',
  ],
  ['a metrics page is its host', (host) => [`http://${host}/metrics`], '/debug/pprof/heap?gc=1 '],
  [
    'headers',
    (host) => [host, '--header', 'X-Tenant: a: b', '--header', 'X-Two: c'],
    '/debug/pprof/heap?gc=1 a: b',
  ],
])('%s', async (_, args, wants) => {
  const { code, out, err, asked } = await capture(...args(peer.host));
  expect({ code, err, asked }).toEqual({ code: 0, err: '', asked: [wants] });
  const [path = ''] = out.split('\n');
  expect(path.startsWith(join(cwd, 'sawtooth-data', 'captures'))).toBe(true);
  expect(out).toContain(`go tool pprof -top ${path}`);
  expect(readFileSync(path)).toEqual(bytes);
});

test('--json is one object', async () => {
  const { out, err } = await capture(peer.host, '--json');
  expect(err).toBe('');
  expect(JSON.parse(out)).toMatchObject({ kind: 'heap', gc: true, bytes: bytes.length });
});

test('what is no profile is stored as it came, with a warning', async () => {
  const { code, out, err } = await capture(`http://${peer.host}/damaged/debug/pprof`);
  expect(code).toBe(0);
  expect(err).toMatch(/^sawtooth: warning: expected a profile in pprof's format, got .*\n$/);
  expect(readFileSync(out.split('\n')[0] ?? '')).toEqual(damaged);
});

test('a file that is there is not overwritten', async () => {
  expect(await capture(peer.host, '-o', 'x.pb.gz')).toMatchObject({ code: 0 });
  expect(readFileSync(join(cwd, 'x.pb.gz'))).toEqual(bytes);
  expect(await capture(peer.host, '-o', 'x.pb.gz')).toMatchObject({
    code: 2,
    err: expect.stringContaining('not overwritten'),
  });
});

test.each<[string, readonly string[], RegExp]>([
  ['no URL', [], /missing required argument/],
  ['no URL of a kind', ['nonsense'], /is no target/],
  ['a process', ['pid:1'], /a process has no profiles/],
  ['another kind', ['h:1', '--kind', 'cpu'], /cpu profiles are not captured/],
  ['another kind by URL', ['http://h:1/debug/pprof/allocs'], /allocs profiles are not captured/],
  ['an unknown flag', ['h:1', '--knd'], /did you mean --kind/],
  [
    'a broken header, not shown',
    ['h:1', '--header', 's3cret'],
    /^sawtooth: a --header is written(?!.*s3cret)/,
  ],
  ['a timeout that is none', ['h:1', '--timeout', 'soon'], /--timeout soon/],
  ['nothing there', ['http://no-such-host.invalid:1'], /host name/],
])('%s: exit 2 and a sentence', async (_, args, says) => {
  expect(await capture(...args)).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(says),
  });
});
