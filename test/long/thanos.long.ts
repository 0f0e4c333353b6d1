import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Daemon, eventually } from '../e2e/support/daemon.ts';
import { expectShop } from '../e2e/support/expect-shop.ts';
import { openMetrics, shop } from '../e2e/support/history.ts';
import { freePort, has, runToEnd } from '../e2e/support/programs.ts';
import { WatchJson } from '../e2e/support/watch-json.ts';
import { cached, isCached } from './support/cache.ts';

const prometheus = cached('prometheus/prometheus');
const canRun =
  (await isCached('thanos')) &&
  (await isCached('prometheus/prometheus')) &&
  (await has('promtool', '--version'));
if (!canRun)
  console.error(`skipped: beside Thanos (no ${cached('thanos')}, ${prometheus} or promtool)`);

const untilSeconds = Math.floor(Date.now() / 60_000) * 60 - 60;
const fromSeconds = untilSeconds - 7 * 86_400;
const loopback = '127.0.0.1';
const live = 'go_gc_heap_live_bytes{job="checkout"}';

type Replica = { readonly grpc: string; readonly sidecar: Daemon };

let folder = '';
let query = '';
let replicas: readonly Replica[] = [];
const daemons: Daemon[] = [];
const watches: WatchJson[] = [];

beforeAll(async () => {
  if (!canRun) return;
  folder = await mkdtemp(join(tmpdir(), 'sawtooth-thanos-'));
  const history = join(folder, 'history.om');
  const about = { fromSeconds, untilSeconds, stepSeconds: 60 };
  const opened = fromSeconds + 3 * 86_400;
  const series = shop(opened).map((one) => ({
    ...one,
    at: (t: number) => (t < opened ? null : one.at(t)),
  }));
  await pipeline(Readable.from(openMetrics(series, about)), createWriteStream(history));
  replicas = await Promise.all(['a', 'b'].map((name) => startReplica(name, history)));
  const http = await freePort();
  query = `http://${loopback}:${http}`;
  const querier = start('thanos', [
    ...['query', '--http-address', `${loopback}:${http}`, '--query.replica-label', 'replica'],
    ...['--grpc-address', `${loopback}:${await freePort()}`],
    // Who is asked though he is silent is missed, and that is said.
    ...replicas.map(({ grpc }) => `--endpoint-strict=${grpc}`),
  ]);
  const both = async () => (await ask(live, false)).length === 2;
  await eventually('both replicas', 20_000, both, () =>
    [querier, ...replicas.map(({ sidecar }) => sidecar)]
      .map(({ output }) => output.slice(-1_500))
      .join('\n'),
  );
});
afterAll(async () => {
  await Promise.all(watches.map((watch) => watch.stop()));
  await Promise.all(daemons.map((daemon) => daemon.stop()));
  if (folder !== '') await rm(folder, { recursive: true, force: true });
});

function start(program: 'thanos' | 'prometheus/prometheus', args: readonly string[]): Daemon {
  const daemon = new Daemon(cached(program), args);
  daemons.push(daemon);
  return daemon;
}

/** One of two Prometheus that scrape the same, with its sidecar. */
async function startReplica(name: string, history: string): Promise<Replica> {
  const data = join(folder, name);
  const made = await runToEnd('promtool', [
    ...['tsdb', 'create-blocks-from', '--max-block-duration=480h', 'openmetrics', history, data],
  ]);
  expect(made.code).toBe(0);
  const config = join(folder, `${name}.yml`);
  const labels = { cluster: 'eu', replica: name };
  const global = { scrape_interval: '1h', external_labels: labels };
  await writeFile(config, JSON.stringify({ global }));
  const [http, grpc] = [await freePort(), `${loopback}:${await freePort()}`];
  start('prometheus/prometheus', [
    ...[`--config.file=${config}`, `--storage.tsdb.path=${data}`],
    ...['--storage.tsdb.retention.time=10y', `--web.listen-address=${loopback}:${http}`],
  ]);
  const url = `http://${loopback}:${http}`;
  await eventually('Prometheus', 60_000, async () => (await fetch(`${url}/-/ready`)).ok);
  const sidecar = start('thanos', [
    ...['sidecar', `--prometheus.url=${url}`, `--tsdb.path=${data}`],
    ...[`--grpc-address=${grpc}`, `--http-address=${loopback}:${await freePort()}`],
  ]);
  return { grpc, sidecar };
}

/** The series that answer, with or without those that replicas have twice. */
async function ask(expression: string, dedup: boolean): Promise<unknown[]> {
  const params = new URLSearchParams({
    query: expression,
    dedup: String(dedup),
    time: String(untilSeconds - 60),
  });
  const answer = await fetch(`${query}/api/v1/query?${params}`);
  const { data } = (await answer.json()) as { data: { result: unknown[] } };
  return data.result;
}

async function watch(name: string): Promise<WatchJson> {
  const file = join(folder, `${name}.yaml`);
  const config = { job_name: 'fleet', url: query, match: '{namespace="shop"}' };
  await writeFile(file, JSON.stringify({ query_configs: [config] }));
  const storage = join(folder, `${name}-data`);
  const watched = new WatchJson(['--config.file', file, '--storage.path', storage]);
  watches.push(watched);
  return watched;
}

describe.runIf(canRun)('query_configs, with Thanos over two replicas of Prometheus', () => {
  test('says the same as one Prometheus: of two replicas it sees one series', async () => {
    expect(await ask(live, true)).toHaveLength(1);
    const watched = await watch('both');
    await expectShop(watched);
    expect(watched.of('warning')).toEqual([]);
  });

  test('where one of them is silent it says so, and finds the same in what the other has', async () => {
    await replicas[1]?.sidecar.stop();
    const watched = await watch('half');
    await expectShop(watched);
    const texts = watched.of('warning').map(({ text }) => text);
    expect(texts).toEqual(
      expect.arrayContaining([expect.stringContaining(replicas[1]?.grpc ?? 'none')]),
    );
  });
});
