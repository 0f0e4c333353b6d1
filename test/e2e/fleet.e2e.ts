import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectShop } from './support/expect-shop.ts';
import { openMetrics, shop } from './support/history.ts';
import { buildGo, freePort, has, runToEnd, sawtooth } from './support/programs.ts';
import { type Event, WatchJson } from './support/watch-json.ts';

const execute = promisify(execFile);
const hasPrometheus =
  (await has('prometheus', '--version')) && (await has('promtool', '--version'));
const hasVictoria = await has('victoria-metrics', '-version');
const hasGo = await has('go', 'version');
const [node, ...cli] = sawtooth;

const untilSeconds = Math.floor(Date.now() / 60_000) * 60 - 60;
const fromSeconds = untilSeconds - 7 * 86_400;

let folder = '';
const running: ChildProcess[] = [];
const watches: WatchJson[] = [];
const servers: Server[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sawtooth-fleet-e2e-'));
});
afterAll(async () => {
  await Promise.all(watches.map((watch) => watch.stop()));
  for (const child of running) child.kill('SIGKILL');
  for (const server of servers) server.close();
  await rm(folder, { recursive: true, force: true });
});

async function isReady(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${url} is not ready after 30 s`);
}

/** A week up to a minute ago: of one healthy service all of it, of the shop the last four days. */
async function historyFile(): Promise<string> {
  const path = join(folder, 'history.om');
  const about = { fromSeconds, untilSeconds, stepSeconds: 60 };
  const opened = fromSeconds + 3 * 86_400;
  const series = [
    ...shop(opened).map((one) => ({ ...one, at: (t: number) => (t < opened ? null : one.at(t)) })),
    {
      name: 'process_resident_memory_bytes',
      labels: { job: 'old', instance: 'old:80', namespace: 'shop' },
      at: (t: number) => 2e8 + 1e6 * Math.sin(t),
    },
  ];
  await pipeline(Readable.from(openMetrics(series, about)), createWriteStream(path));
  return path;
}

/** Prometheus with these blocks and this configuration; started again on the same port by `again`. */
async function startPrometheus(data: string, config: string) {
  const file = join(folder, `${data}.yml`);
  await writeFile(file, config);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const again = async () => {
    const child = spawn(
      'prometheus',
      [
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(folder, data)}`,
        '--storage.tsdb.retention.time=10y',
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: 'ignore' },
    );
    running.push(child);
    await isReady(`${url}/-/ready`);
    return child;
  };
  return { url, again, child: await again() };
}

async function startVictoria(history: string): Promise<string> {
  const port = await freePort();
  const args = [
    `-storageDataPath=${join(folder, 'victoria')}`,
    `-httpListenAddr=127.0.0.1:${port}`,
  ];
  running.push(spawn('victoria-metrics', [...args, '-retentionPeriod=10y'], { stdio: 'ignore' }));
  const url = `http://127.0.0.1:${port}`;
  await isReady(`${url}/health`);
  // Its import has Prometheus' format, with milliseconds.
  const text = await readFile(history, 'utf8');
  const body = text.replaceAll(/^#.*\n/gm, '').replaceAll(/ (\d{10})$/gm, ' $1000');
  const imported = await fetch(`${url}/api/v1/import/prometheus`, { method: 'POST', body });
  expect(imported.status).toBe(204);
  await fetch(`${url}/internal/force_flush`);
  return url;
}

/** The page that the program would have with Prometheus' client: its own MemStats under their usual names. */
async function servePage(profiles: string): Promise<string> {
  const server = createServer(async (_, response) => {
    const text = await fetch(`http://${profiles}/debug/pprof/heap?debug=1`).then(
      (answer) => answer.text(),
      () => '',
    );
    const of = (name: string) => new RegExp(`^# ${name} = (\\d+)$`, 'm').exec(text)?.[1];
    const lines = [
      ['go_memstats_heap_inuse_bytes', of('HeapInuse')],
      ['go_memstats_heap_alloc_bytes', of('HeapAlloc')],
      ['go_memstats_next_gc_bytes', of('NextGC')],
      ['go_memstats_sys_bytes', of('Sys')],
      ['go_gc_duration_seconds_count', of('NumGC')],
    ].filter(([, value]) => value !== undefined);
    response.statusCode = lines.length === 0 ? 503 : 200;
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(lines.map((line) => `${line.join(' ')}\n`).join(''));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  servers.push(server);
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function configFile(name: string, fields: readonly string[]): Promise<string> {
  const file = join(folder, `${name}.yaml`);
  await writeFile(file, `query_configs:\n  - ${fields.join('\n    ')}\n`);
  return file;
}

async function watch(name: string, fields: readonly string[], ...args: string[]) {
  const file = await configFile(name, fields);
  const storage = join(folder, `${name}-data`);
  const watched = new WatchJson(['--config.file', file, '--storage.path', storage, ...args]);
  watches.push(watched);
  return watched;
}

const isFiring = (workload: string) => (event: Event) =>
  event.kind === 'incident' && event['state'] === 'firing' && event['workload'] === workload;

describe.skipIf(!hasPrometheus)('query_configs, with Prometheus from Debian', () => {
  let history = '';
  let url = '';
  beforeAll(async () => {
    history = await historyFile();
    const into = ['create-blocks-from', '--max-block-duration=480h', 'openmetrics'];
    await execute('promtool', ['tsdb', ...into, history, join(folder, 'data')], {
      maxBuffer: 2 ** 26,
    });
    ({ url } = await startPrometheus('data', 'global: { scrape_interval: 1h }\n'));
  });

  test.each([
    ['every sample', []],
    ['floors of five minutes', ['query_step: 5m']],
  ])('a week of history fires at once: %s', async (how, fields) => {
    const own = ['job_name: fleet', `url: ${url}`, `match: '{namespace="shop"}'`, ...fields];
    await expectShop(await watch(how.replaceAll(' ', '-'), own));
  });

  test('serve says the same over HTTP, and how its rounds are', async () => {
    const port = await freePort();
    const file = await configFile('serve', [
      'job_name: fleet',
      `url: ${url}`,
      `match: '{namespace="shop"}'`,
    ]);
    const server = spawn(
      node,
      [
        ...cli,
        'serve',
        ...['--config.file', file, '--storage.path', join(folder, 'serve-data')],
        ...['--web.listen-address', `127.0.0.1:${port}`],
      ],
      { stdio: 'ignore' },
    );
    running.push(server);
    const up = /^sawtooth_query_up\{.*\} 1$/m;
    let page = '';
    for (let tries = 0; tries < 600 && !up.test(page); tries++) {
      await new Promise((done) => setTimeout(done, 200));
      page = await fetch(`http://127.0.0.1:${port}/metrics`).then(
        (answer) => answer.text(),
        () => '',
      );
    }
    expect(page).toMatch(up);
    expect(Number(/^sawtooth_series (\d+)$/m.exec(page)?.[1])).toBeGreaterThan(40);
    expect(page).toMatch(/^sawtooth_incidents\{state="firing"\} [2-9]$/m);
    const checked = await runToEnd('sh', ['-c', `printf '%s' "$PAGE" | promtool check metrics`], {
      env: { ...process.env, PAGE: page },
    });
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/targets`);
    const { data } = (await answer.json()) as { data: { activeTargets: { source: string }[] } };
    expect(new Set(data.activeTargets.map(({ source }) => source))).toEqual(new Set(['query']));
  });

  test.skipIf(!hasVictoria)('VictoriaMetrics says the same', async () => {
    const victoria = await startVictoria(history);
    await expectShop(
      await watch('victoria', [
        'job_name: fleet',
        `url: ${victoria}`,
        `match: '{namespace="shop"}'`,
      ]),
    );
  });

  test.skipIf(!hasGo)(
    'a program that leaks, scraped by Prometheus, which is away for a while',
    async () => {
      const profiles = `127.0.0.1:${await freePort()}`;
      const leak = ['-rate', '150', '-payload', '16384', '-max', '0'];
      const program = spawn(await buildGo('examples/goleaky'), ['-addr', profiles, ...leak], {
        stdio: 'ignore',
      });
      running.push(program);
      await isReady(`http://${profiles}/debug/pprof/`);
      const page = await servePage(profiles);
      const prometheus = await startPrometheus(
        'live',
        `global: { scrape_interval: 1s }\nscrape_configs: [{ job_name: leaky, static_configs: [{ targets: ["${page}"] }] }]\n`,
      );
      const watched = await watch(
        'live',
        [
          'job_name: fleet',
          `url: ${prometheus.url}`,
          `match: '{job="leaky"}'`,
          'query_interval: 1s',
          'query_offset: 1s',
          'query_timeout: 2s',
          'backfill: 10m',
          'limit: 300MiB',
          `profiles: { address: "${profiles}", kinds: [heap], min_interval: 60s }`,
        ],
        ...['--time-scale', '60'],
      );
      await watched.waitFor('target', ({ kind }) => kind === 'target-up', 30_000);
      await watched.waitFor('capture', ({ kind }) => kind === 'captured', 60_000);
      prometheus.child.kill('SIGKILL');
      // Prometheus knew nothing at first, which was told too.
      const isLoss = ({ kind, reason }: Event) =>
        kind === 'target-down' && /api\/v1\/series.*cannot connect|refused/.test(String(reason));
      await watched.waitFor('loss', isLoss, 60_000);
      await prometheus.again();
      const named = await watched.waitFor(
        'incident with a culprit',
        (event) => isFiring('leaky')(event) && (event['culprits'] as unknown[]).length > 0,
        150_000,
      );
      const [culprit] = named['culprits'] as { function: string }[];
      expect(culprit?.function).toBe('goleaky/repo.SaveReport');
      expect(watched.of('target-up').length).toBeGreaterThanOrEqual(2);
    },
  );
});
