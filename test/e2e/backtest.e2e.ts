import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openMetrics, shop } from './support/history.ts';
import { freePort, has, root, runToEnd, sawtooth } from './support/programs.ts';

const execute = promisify(execFile);
const hasPrometheus =
  (await has('prometheus', '--version')) && (await has('promtool', '--version'));
const hasVictoria = await has('victoria-metrics', '-version');
const [node, ...cli] = sawtooth;

const days = 30;
/** Whole hours, so that blocks are whole; ending in the past, as blocks must. */
const untilSeconds = Math.floor(Date.now() / 7_200_000) * 7200 - 7200;
const stepSeconds = 60;
const aDay = 86_400;

let folder = '';
const running: ChildProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sawtooth-backtest-e2e-'));
});
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** The history as a file: two and a half days of a shop, and thirty of one healthy service. */
async function historyFile(): Promise<string> {
  const recent = untilSeconds - 2.5 * aDay;
  const old = untilSeconds - days * aDay;
  const series = [
    ...shop(recent).map((one) => ({
      ...one,
      at: (t: number) => (t < recent ? null : one.at(t)),
    })),
    {
      name: 'process_resident_memory_bytes',
      labels: { job: 'month', instance: 'month:80', namespace: 'old' },
      at: (t: number) => 2e8 + 1e6 * Math.sin(t),
    },
  ];
  const path = join(folder, 'history.om');
  const about = { fromSeconds: old, untilSeconds, stepSeconds };
  await pipeline(Readable.from(openMetrics(series, about)), createWriteStream(path));
  return path;
}

async function isReady(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${url} is not ready after 30 s`);
}

async function startPrometheus(history: string): Promise<string> {
  const data = join(folder, 'data');
  // It reads the whole file for each block: long blocks, few of them.
  const into = ['create-blocks-from', '--max-block-duration=480h', 'openmetrics', history, data];
  await execute('promtool', ['tsdb', ...into], { maxBuffer: 2 ** 26 });
  const config = join(folder, 'prometheus.yml');
  await writeFile(config, 'global: { scrape_interval: 1h }\n');
  const port = await freePort();
  running.push(
    spawn(
      'prometheus',
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${data}`,
        '--storage.tsdb.retention.time=10y',
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: 'ignore' },
    ),
  );
  await isReady(`http://127.0.0.1:${port}/-/ready`);
  return `http://127.0.0.1:${port}`;
}

async function startVictoria(history: string): Promise<string> {
  const port = await freePort();
  running.push(
    spawn(
      'victoria-metrics',
      [
        `-storageDataPath=${join(folder, 'victoria')}`,
        `-httpListenAddr=127.0.0.1:${port}`,
        '-retentionPeriod=10y',
      ],
      { stdio: 'ignore' },
    ),
  );
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

type Answer = Readonly<Record<string, unknown>> & { readonly workload: string };

async function backtest(url: string, ...args: string[]) {
  const range = ['--from', String(untilSeconds - days * aDay - 1), '--to', String(untilSeconds)];
  return runToEnd(node, [...cli, 'backtest', '--url', url, ...range, ...args]);
}

function answers(stdout: string): Answer[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
}

/** What must be said of the shop, by whatever server. */
function expectShop(found: readonly Answer[]): void {
  expect(found.map(({ workload }) => workload)).toEqual(['checkout', 'search', 'shop/cart/app']);
  const [checkout, search, cart] = found;
  expect(checkout).toMatchObject({ verdict: 'leak', signal: 'heapLive', samples: 3600, gaps: 0 });
  expect(checkout?.['firedAt']).toBeGreaterThan(untilSeconds - 2.5 * aDay);
  expect(search).toMatchObject({ verdict: 'steady', firedAt: null, incidents: [] });
  // One sample a minute: neither the old cgroup nor the pod's sum nor its pause is counted.
  expect(cart).toMatchObject({ verdict: 'sawtooth', signal: 'workingSet', samples: 3600 });
  const lives = cart?.['lives'] as { readonly cause: string | null }[];
  expect(lives.map(({ cause }) => cause)).toEqual([
    ...Array.from({ length: 11 }, () => 'oom'),
    null,
  ]);
}

describe.skipIf(!hasPrometheus)('backtest and rules export, with Prometheus from Debian', () => {
  let url = '';
  let history = '';
  beforeAll(async () => {
    history = await historyFile();
    url = await startPrometheus(history);
  });

  test('a leak, a healthy service, and a sawtooth by kills', async () => {
    const { code, stdout } = await backtest(url, '--match', '{namespace="shop"}', '--json');
    expectShop(answers(stdout));
    expect(code).toBe(1);
  });

  test('thirty days at a minute, far above the cap of 11,000 points', async () => {
    const { code, stdout } = await backtest(url, '--match', '{namespace="old"}', '--json');
    const samples = (days * aDay) / stepSeconds;
    expect(answers(stdout)[0]).toMatchObject({ workload: 'month', samples, gaps: 0 });
    expect(code).toBe(0);
    const coarse = await backtest(url, '--match', '{namespace="old"}', '--json', '--step', '2m');
    expect(answers(coarse.stdout)[0]).toMatchObject({ samples: samples / 2, gaps: 0 });
  });

  test('analyze says the same of the same samples', async () => {
    const { stdout } = await backtest(url, '--match', '{job="checkout"}', '--json');
    const text = await readFile(history, 'utf8');
    const own = text
      .split('\n')
      .filter((line) => line.startsWith('#') || line.includes('"checkout"'));
    const file = join(folder, 'checkout.om');
    await writeFile(file, own.join('\n'));
    const rules = ['descriptors', 'goroutines', 'memory'].flatMap((name) => [
      ...['--rules', join(root, 'rules', `${name}.yaml`)],
    ]);
    const said = await runToEnd(node, [...cli, 'analyze', '--json', ...rules, file]);
    const [{ workload: _, labels: __, ...theirs } = { workload: '' }] = answers(stdout);
    const [{ file: ___, labels: ____, ...ours } = { workload: '' }] = answers(said.stdout);
    expect(theirs).toEqual(ours);
  });

  test('the server’s own words, with what was asked', async () => {
    const { code, stderr } = await backtest(url, '--match', '{namespace=shop}');
    expect(stderr).toMatch(/asked for \{namespace=shop,.*: status 400, bad_data: .*parse error/);
    expect(code).toBe(2);
  });

  test('SIGINT ends it with 130', async () => {
    const child = spawn(node, [...cli, 'backtest', '--url', url, '--from', '30d'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await new Promise((told) => child.stderr.once('data', told));
    const before = Date.now();
    child.kill('SIGINT');
    const code = await new Promise((ended) => child.once('exit', ended));
    expect(code).toBe(130);
    expect(Date.now() - before).toBeLessThan(5000);
  });

  test('promtool takes the exported rules, and they tell a leak from a plateau', async () => {
    const { stdout } = await runToEnd(node, [...cli, 'rules', 'export']);
    const file = join(folder, 'exported.yaml');
    await writeFile(file, stdout);
    const checked = await runToEnd('promtool', ['check', 'rules', file]);
    expect(checked).toMatchObject({ code: 0, stdout: expect.stringMatching(/SUCCESS: \d+ rules/) });
    const series = (job: string, values: string) =>
      `      - { series: 'process_resident_memory_bytes{job="${job}",instance="a"}', values: '${values}' }\n`;
    await writeFile(
      join(folder, 'exported.test.yaml'),
      `rule_files: [exported.yaml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
${series('leaky', '200e6+1e6x600')}${series('calm', '200e6x600')}${series('garbage', Array.from({ length: 40 }, () => '200e6+5e6x14').join(' '))}    alert_rule_test:
      - eval_time: 9h
        alertname: MemoryLeak
        exp_alerts:
          - exp_labels: { job: leaky, instance: a, severity: warning }
            exp_annotations:
              summary: Memory grows and is not given back.
              description: 'leaky: floor of sawtooth:memory:bytes grows by 16.67k/s over 6h'
`,
    );
    const tested = await runToEnd('promtool', [
      'test',
      'rules',
      join(folder, 'exported.test.yaml'),
    ]);
    expect(tested).toMatchObject({ code: 0 });
  });

  test.skipIf(!hasVictoria)('VictoriaMetrics, raw and by steps', async () => {
    const victoria = await startVictoria(history);
    const raw = await backtest(victoria, '--match', '{namespace="shop"}', '--json');
    expectShop(answers(raw.stdout));
    const coarse = await backtest(
      victoria,
      '--match',
      '{namespace="shop"}',
      '--json',
      '--step',
      '5m',
    );
    expect(answers(coarse.stdout).map(({ verdict }) => verdict)).toEqual([
      'leak',
      'steady',
      'sawtooth',
    ]);
  });
});
