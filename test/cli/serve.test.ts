import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, get as httpGet } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/serve.ts';
import { FakePrometheus } from '../support/fake-prometheus.ts';

const storage = mkdtempSync(join(tmpdir(), 'sawtooth-serve-'));
const page = 'process_resident_memory_bytes 1e8\nprocess_start_time_seconds 1.7e9\n';
const service = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(page);
});
await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
const target = `http://127.0.0.1:${(service.address() as AddressInfo).port}/metrics`;

afterAll(() => {
  service.close();
  rmSync(storage, { recursive: true, force: true });
});

/** The command over a real target, its HTTP on a free port. */
function start(address: string, more: readonly string[] = []) {
  const stop = new AbortController();
  const said: string[] = [];
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      said.push(String(chunk));
      done();
    },
  }) as NodeJS.WriteStream;
  const io: Io = {
    env: {},
    cwd: storage,
    stdin: Readable.from([]) as NodeJS.ReadStream,
    stdout: sink,
    stderr: sink,
    signal: stop.signal,
    onReload: () => () => undefined,
  };
  const stderr = () => said.join('');
  const args = [target, '--scrape-interval', '1s', '--storage.path', storage];
  const code = run([...args, '--web.listen-address', address, ...more], io);
  return { code, stop, stderr };
}

/** The same, once it listens. */
async function listening(more: readonly string[]) {
  const started = start('127.0.0.1:0', more);
  await expect.poll(started.stderr, { interval: 5, timeout: 15_000 }).toMatch(/listening on/);
  const url = /listening on (http:\S+)/.exec(started.stderr())?.[1] ?? '';
  const post = async (path: string) => {
    const response = await fetch(url + path, { method: 'POST' });
    return { status: response.status, text: await response.text() };
  };
  return { ...started, url, post };
}

test('watches and serves until it is stopped', async () => {
  const { code, stop, stderr } = start('127.0.0.1:0');
  const listening = /listening on (http:\S+)/;
  await expect.poll(stderr, { interval: 5, timeout: 15_000 }).toMatch(listening);
  const url = listening.exec(stderr())?.[1] ?? '';
  const get = async (path: string) => (await fetch(url + path)).text();
  await expect.poll(() => get('/-/ready'), { interval: 20, timeout: 15_000 }).toMatch(/is ready/);
  expect(await get('/metrics')).toMatch(/^sawtooth_scrapes_total [1-9]/m);
  expect(JSON.parse(await get('/api/v1/targets'))).toMatchObject({
    data: { activeTargets: [{ health: 'up', scrapeUrl: target }] },
  });
  stop.abort();
  expect(await code).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

test('asks the metrics store of a file, and another one after a reload', async () => {
  const nowMs = Date.now();
  const samples = [3, 2, 1].map((minutes) => [nowMs - 60_000 * minutes, 1e8] as const);
  const labels = { __name__: 'process_resident_memory_bytes', job: 'cart', instance: 'cart:80' };
  const [store, other] = [
    new FakePrometheus([{ labels, samples }]),
    new FakePrometheus([{ labels: { ...labels, job: 'till' }, samples }]),
  ];
  const file = join(storage, 'fleet.yaml');
  const write = (of: string) =>
    writeFileSync(file, `query_configs: [{ job_name: fleet, url: "${of}" }]\n`);
  write(await store.listen());
  const { url, post, stop, code } = await listening([
    ...['--web.enable-lifecycle', '--config.file', file],
  ]);
  const targets = async () => (await fetch(`${url}/api/v1/targets`)).text();
  await expect.poll(targets, { interval: 20, timeout: 15_000 }).toContain('"cart"');
  write(await other.listen());
  expect((await post('/-/reload')).status).toBe(200);
  await expect.poll(targets, { interval: 20, timeout: 15_000 }).toContain('"till"');
  expect(await targets()).not.toContain('"cart"');
  stop.abort();
  expect(await code).toBe(0);
  store.close();
  other.close();
});

test('an address that is taken ends it with a sentence', async () => {
  const { host } = new URL(target);
  const { code, stderr } = start(host);
  expect(await code).toBe(2);
  expect(stderr()).toContain('something else does');
});

test('an address that is none ends it with a sentence', async () => {
  const { code, stderr } = start('9412');
  expect(await code).toBe(2);
  expect(stderr()).toContain("'9412' is no host:port");
});

test('reloads over HTTP when it may; a bad file changes nothing', async () => {
  const file = join(storage, 'sawtooth.yaml');
  const job = (name: string) =>
    `scrape_configs: [{ job_name: ${name}, static_configs: [{ targets: ["${new URL(target).host}"] }] }]\n`;
  writeFileSync(file, job('first'));
  const { url, post, stop, code, stderr } = await listening([
    ...['--web.enable-lifecycle', '--config.file', file],
  ]);
  const jobs = async () => {
    const answer = await (await fetch(`${url}/api/v1/targets`)).json();
    const { activeTargets } = (answer as { data: { activeTargets: { labels: object }[] } }).data;
    return activeTargets.flatMap(({ labels }) => ('job' in labels ? [labels.job] : []));
  };
  expect(await jobs()).toContain('first');
  writeFileSync(file, 'scrape_configs: [{ jobname: second }]\n');
  expect(await post('/-/reload')).toEqual({
    status: 500,
    text: expect.stringMatching(
      /The old configuration stays\. .*\n(.*\n)*.*sawtooth\.yaml:1:20: error: .*jobname/,
    ),
  });
  expect(await jobs()).toContain('first');
  expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/last_reload_successful 0$/m);
  writeFileSync(file, job('second'));
  expect(await post('/-/reload')).toMatchObject({ status: 200 });
  expect(await jobs()).toEqual(expect.arrayContaining(['second']));
  expect(await jobs()).not.toContain('first');
  stop.abort();
  expect(await code).toBe(0);
  expect(stderr()).toMatch(/level=error msg="configuration rejected.*jobname/);
  expect(stderr()).toMatch(/level=info msg="configuration reloaded" kind=config-reloaded/);
});

test('without the flag it does not, and strange hosts are refused', async () => {
  const { url, post, stop, code } = await listening([]);
  expect(await post('/-/reload')).toMatchObject({ status: 403 });
  const status = await new Promise((resolve, reject) => {
    httpGet(`${url}/metrics`, { headers: { host: 'evil.example' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
  expect(status).toBe(403);
  stop.abort();
  expect(await code).toBe(0);
});

const stranger = 'whoever reaches this address may use it';
const webConfigs: [name: string, address: string, web: string | null, warns: boolean][] = [
  ['off loopback', '0.0.0.0:0', null, true],
  ['off loopback, with headers alone', '0.0.0.0:0', 'http_server_config: { headers: {} }', true],
  ['off loopback, with a login', '0.0.0.0:0', 'bearer_token_file: token', false],
  ['on loopback', '127.0.0.1:0', null, false],
];
test.each(webConfigs)(
  '%s it says so where nobody is asked who they are',
  async (_name, address, web, warns) => {
    const file = join(storage, 'web.yaml');
    writeFileSync(join(storage, 'token'), 'open-sesame-1234');
    if (web !== null) writeFileSync(file, web);
    const more = web === null ? [] : ['--web.config.file', file];
    const { code, stop, stderr } = start(address, more);
    await expect.poll(stderr, { interval: 5, timeout: 15_000 }).toMatch(/listening on/);
    stop.abort();
    expect(await code).toBe(0);
    expect(stderr().includes(stranger)).toBe(warns);
    if (warns) expect(stderr()).toMatch(/level=warn .*advice="give --web\.config\.file with /);
  },
);

test('logs as JSON', async () => {
  const { stop, code, stderr } = await listening(['--log.format', 'json', '--log.level', 'debug']);
  await expect.poll(stderr, { interval: 5, timeout: 15_000 }).toMatch(/"target-up"/);
  stop.abort();
  expect(await code).toBe(0);
  const records = stderr()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(records.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['target-up', 'stopping']),
  );
  expect(records.every(({ time, level, msg }) => [time, level, msg].every(isText))).toBe(true);
});

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

test.each([
  ['--web.external-url', 'sawtooth.example', /whole http or https URL/],
  ['--web.external-url', 'http://me:pa55@sawtooth.example', /every alert would carry/],
  ['--web.external-url', 'http://sawtooth.example/?org=1', /ends before '\?' and '#'/],
  ['--log.level', 'loud', /debug, info, warn, error/],
  ['--log.format', 'xml', /logfmt, json/],
])('%s %s is refused with what is allowed', async (flag, value, says) => {
  const { code, stderr } = start('127.0.0.1:0', [flag, value]);
  expect(await code).toBe(2);
  expect(stderr()).toMatch(says);
  expect(stderr()).not.toContain('pa55');
});

test('sweeps the store as it starts, by the retention of the file', async () => {
  const folder = join(storage, 'captures/2020-01-01/job/i');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, '1577880000000-heap-baseline.pb.gz');
  writeFileSync(file, 'x');
  utimesSync(file, 1_577_880_000, 1_577_880_000);
  const config = join(storage, 'retention.yaml');
  writeFileSync(config, 'storage: { retention_time: 1d }\n');
  const { stop, code, stderr } = await listening(['--config.file', config]);
  await expect.poll(stderr, { interval: 5, timeout: 15_000 }).toMatch(/msg="store swept"/);
  stop.abort();
  expect(await code).toBe(0);
  expect(existsSync(join(storage, 'captures/2020-01-01'))).toBe(false);
});
