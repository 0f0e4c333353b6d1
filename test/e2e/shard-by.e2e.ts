import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './support/daemon.ts';
import { freePort, has, runToEnd } from './support/programs.ts';
import { type Served, serve } from './support/serve.ts';

const hasPrometheus = await has('prometheus', '--version');
const count = 2;
const namespaces = ['shop', 'mail', 'search', 'billing', 'a.b', 'team "x"'];
const deployments = ['cart', 'till'];

/** From version 3 on any text is the name of a label, and OpenTelemetry's have dots. */
async function labelNames() {
  const { stdout, stderr } = await runToEnd('prometheus', ['--version']);
  return Number(/version (\d+)/.exec(stdout + stderr)?.[1]) >= 3
    ? { by: 'k8s.namespace.name', of: 'k8s.deployment.name' }
    : { by: 'team', of: 'deployment' };
}

/** A server on a free port; its address. */
async function listening(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

type Asked = { readonly path: string; readonly selectors: string; readonly answer: string };

/** What stands between a shard and Prometheus, and writes down what one asks and the other answers. */
function between(prometheus: string, asked: Asked[]): Server {
  return createServer(async (request, response) => {
    const body = await bodyOf(request);
    const { method = 'GET', url: path = '/', headers } = request;
    const type = headers['content-type'];
    const answer = await fetch(`${prometheus}${path}`, {
      method,
      ...(type === undefined ? {} : { headers: { 'content-type': type } }),
      ...(method === 'GET' ? {} : { body }),
    });
    const text = await answer.text();
    const params = [...new URL(path, prometheus).searchParams, ...new URLSearchParams(body)];
    const selectors = params.flatMap(([key, value]) =>
      ['match[]', 'query'].includes(key) ? [value] : [],
    );
    asked.push({ path, selectors: selectors.join('\n'), answer: text });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
  });
}

describe.skipIf(!hasPrometheus)('shard.by, with a real Prometheus', () => {
  let folder = '';
  let prometheus: ChildProcess | null = null;
  const servers: Server[] = [];
  const shards: { readonly served: Served; readonly asked: Asked[] }[] = [];
  let names = { by: '', of: '' };

  beforeAll(async () => {
    names = await labelNames();
    folder = await mkdtemp(join(tmpdir(), 'sawtooth-shard-by-e2e-'));
    const quoted = (text: string) => JSON.stringify(text);
    const named = (name: string) => (/^\w+$/.test(name) ? name : quoted(name));
    const lines = namespaces.flatMap((namespace) =>
      deployments.map(
        (deployment) =>
          `process_resident_memory_bytes{${named(names.by)}=${quoted(namespace)},${named(names.of)}=${quoted(deployment)},job=${quoted(deployment)},instance=${quoted(`${namespace}/${deployment}`)}} 2e8\n`,
      ),
    );
    const bare = 'process_resident_memory_bytes{job="bare",instance="bare:1"} 2e8\n';
    // Version 3 takes no page whose format nobody says.
    const type = 'text/plain; version=1.0.0; escaping=allow-utf-8';
    const page = createServer((_, response) => {
      response.writeHead(200, { 'content-type': type }).end([...lines, bare].join(''));
    });
    servers.push(page);
    const job = {
      job_name: 'page',
      honor_labels: true,
      static_configs: [{ targets: [await listening(page)] }],
    };
    const file = join(folder, 'prometheus.yml');
    // JSON is YAML.
    await writeFile(
      file,
      JSON.stringify({ global: { scrape_interval: '1s' }, scrape_configs: [job] }),
    );
    const address = `127.0.0.1:${await freePort()}`;
    prometheus = spawn(
      'prometheus',
      [
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=${address}`,
      ],
      { stdio: 'ignore' },
    );
    const known = `http://${address}/api/v1/query?query=count(process_resident_memory_bytes{job!="page"})`;
    await eventually('series in Prometheus', 60_000, async () =>
      (await (await fetch(known)).text()).includes(`"${lines.length + 1}"`),
    );
    for (let index = 0; index < count; index++) {
      const asked: Asked[] = [];
      const proxy = between(`http://${address}`, asked);
      servers.push(proxy);
      const config = join(folder, `shard-${index}.yaml`);
      const query = {
        job_name: 'fleet',
        url: `http://${await listening(proxy)}`,
        workload_labels: [names.by, names.of, 'job'],
        query_interval: '1s',
        query_offset: '1s',
        query_step: 'raw',
        backfill: '10m',
      };
      await writeFile(
        config,
        JSON.stringify({ shard: { index, count, by: names.by }, query_configs: [query] }),
      );
      const storage = join(folder, `store-${index}`);
      const served = await serve(['--config.file', config, '--storage.path', storage]);
      shards.push({ served, asked });
    }
  });

  afterAll(async () => {
    await Promise.all(shards.map(({ served }) => served.stop()));
    prometheus?.kill('SIGKILL');
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    await rm(folder, { recursive: true, force: true });
  });

  type Target = { readonly labels: Readonly<Record<string, string>>; readonly health: string };
  const targetsOf = async ({ served }: (typeof shards)[number]): Promise<readonly Target[]> => {
    const { data } = (await served.get('/api/v1/targets')) as {
      data: { activeTargets: readonly Target[] };
    };
    return data.activeTargets;
  };
  const instances = (targets: readonly Target[]) =>
    targets.map(({ labels }) => labels['instance'] ?? '');

  test('together they watch all, each workload on one of them', async () => {
    const whole = namespaces.length * deployments.length + 1;
    const found = await eventually('all workloads', 60_000, async () => {
      const of = await Promise.all(shards.map(targetsOf));
      return of.flat().length >= whole ? of : null;
    });
    const all = found.flatMap(instances);
    expect(all.toSorted()).toEqual(
      [
        'bare:1',
        ...namespaces.flatMap((namespace) => deployments.map((one) => `${namespace}/${one}`)),
      ].toSorted(),
    );
    const ofEach = found.map((targets) => new Set(targets.map(({ labels }) => labels[names.by])));
    for (const own of ofEach) expect(own.size).toBeGreaterThan(0);
    const [first = new Set(), second = new Set()] = ofEach;
    expect([...first].filter((namespace) => second.has(namespace))).toEqual([]);
  });

  test('each asks for its own series alone, and is answered with no other', async () => {
    for (const shard of shards) {
      const own = new Set((await targetsOf(shard)).map(({ labels }) => labels[names.by] ?? ''));
      const others = namespaces.filter((one) => !own.has(one));
      expect(others.length).toBeGreaterThan(0);
      const ofSeries = shard.asked.filter(({ path }) => !path.includes('/values'));
      expect(ofSeries.some(({ answer }) => answer.includes('process_resident'))).toBe(true);
      for (const { selectors, answer } of ofSeries) {
        for (const other of others) {
          expect(answer).not.toContain(`${JSON.stringify(names.by)}:${JSON.stringify(other)}`);
          expect(selectors).not.toContain(`|${other}|`);
        }
      }
    }
  });
});
