import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { has, root } from '../e2e/support/programs.ts';
import { type Served, serve } from '../e2e/support/serve.ts';
import { isCached } from './support/cache.ts';
import { type KubernetesApi, startKubernetesApi } from './support/kubernetes-api.ts';

const hasServer =
  (await isCached('kube-apiserver')) &&
  (await has('etcd', '--version')) &&
  (await has('kubectl', 'version', '--client'));

/** The process of every pod here: there are no nodes, so their addresses are this machine's. */
let app: Server;
/** When it says that it was started; null: it is down. */
let startSeconds: number | null = 1.7e9;
let api: KubernetesApi;
let served: Served;
let folder = '';

beforeAll(async () => {
  if (!hasServer) return;
  folder = await mkdtemp(join(tmpdir(), 'sawtooth-pods-'));
  app = createServer((_, response) => {
    if (startSeconds === null) response.statusCode = 503;
    response.end(
      `process_resident_memory_bytes 5e7\nprocess_start_time_seconds ${startSeconds ?? 0}\n`,
    );
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  api = await startKubernetesApi();
  await api.kubectl(['create', 'namespace', 'shop']);
  // A controller makes it where one runs; without it no pod is admitted.
  await api.kubectl(['create', 'serviceaccount', 'default', '--namespace', 'shop']);
  const fleet = await api.kubectl(['kustomize', join(root, 'examples/kubernetes/fleet')]);
  await api.kubectl(['apply', '--filename', '-'], fleet.stdout);
});
afterAll(async () => {
  await served?.stop();
  await api?.stop();
  app?.close();
  await rm(folder, { recursive: true, force: true });
});

describe.runIf(hasServer)(
  'pods of a real API server, with the rights of the shipped account',
  () => {
    test('come with their workload, their limit and their address, and go', async () => {
      await run('checkout-6d4cf56db6-abcde');
      await run('silent', { annotations: {} });
      served = await serve([
        ...['--config.file', await configuration()],
        ...['--storage.path', join(folder, 'store'), '--time-scale', '60'],
      ]);
      const checkout = {
        labels: { namespace: 'shop', pod: 'checkout-6d4cf56db6-abcde', workload: 'checkout' },
        health: 'up',
      };
      await expect.poll(() => targets(), soon).toMatchObject([checkout]);

      await run('checkout-6d4cf56db6-fghij');
      await expect.poll(() => targets(), soon).toHaveLength(2);
      await api.kubectl(['delete', 'pod', checkout.labels.pod, '-n', 'shop', '--force']);
      await expect
        .poll(() => targets(), soon)
        .toMatchObject([{ labels: { pod: 'checkout-6d4cf56db6-fghij' } }]);
    });

    test.each([
      ['OOMKilled', 137, 'before it is up again', 'oom'],
      ['Error', 2, 'seconds after it is up again', 'crash'],
    ])(
      'its kubelet says that a container ended by %s (%i), %s',
      async (reason, exitCode, when, cause) => {
        const pod = 'checkout-6d4cf56db6-fghij';
        // Of a life that was hardly seen nothing is kept.
        const { points } = await timelineOf(pod);
        const grown = expect.poll(async () => (await timelineOf(pod)).points.length, soon);
        await grown.toBeGreaterThan(points.length + 1);
        const ended = new Date(Math.floor(Date.now() / 1000) * 1000);
        const terminated = { reason, exitCode, finishedAt: ended.toISOString() };
        const container = { name: 'app', image: 'app', imageID: '', ready: true, restartCount: 1 };
        const startedAt = new Date(ended.getTime() + 1000).toISOString();
        const status = {
          ...container,
          state: { running: { startedAt } },
          lastState: { terminated },
        };
        const say = () => patchStatus(pod, { containerStatuses: [status] });
        startSeconds = null;
        await expect.poll(() => targets(), soon).toMatchObject([{ health: 'down' }]);
        const isLate = when.startsWith('seconds');
        if (!isLate) await say();
        startSeconds = ended.getTime() / 1000 + 1;
        await delay(3_000);
        if (isLate) await say();
        await expect
          .poll(async () => (await timelineOf(pod)).lifeEnds, soon)
          .toContainEqual(expect.objectContaining({ cause, causeBy: 'kubernetes' }));
      },
    );

    test('a right that is taken away is said, what is known stays, and all is well once it is back', async () => {
      const binding = ['clusterrolebinding', 'sawtooth'];
      const { stdout } = await api.kubectl(['get', ...binding, '-o', 'json']);
      await api.kubectl(['delete', ...binding]);
      // A watch that runs may go on; the next list or watch is refused.
      await expect
        .poll(() => served.log(), { ...soon, timeout: 420_000 })
        .toMatch(/discovery failed.*forbidden/i);
      expect(await targets()).toHaveLength(1);
      await api.kubectl(['apply', '--filename', '-'], stdout);
      await run('checkout-6d4cf56db6-klmno');
      await expect.poll(() => targets(), { ...soon, timeout: 120_000 }).toHaveLength(2);
      expect(served.log()).toMatch(/discovery works again/);
    });

    test('pods that come and go by the hundred leave those that stay', async () => {
      const before = (await targets()).length;
      const names = Array.from({ length: 100 }, (_, index) => `brief-${index}`);
      await Promise.all(names.map((name) => run(name)));
      await expect.poll(targets, { ...soon, timeout: 60_000 }).toHaveLength(before + 100);
      await api.kubectl(['delete', 'pods', '-n', 'shop', '-l', 'brief=yes', '--force']);
      await expect.poll(() => targets(), { ...soon, timeout: 60_000 }).toHaveLength(before);
    });
  },
);

const soon = { timeout: 40_000, interval: 250 };

/** The shipped rules, at this server and with a token of the shipped account. */
async function configuration(): Promise<string> {
  const token = await api.kubectl(['create', 'token', 'sawtooth', '-n', 'sawtooth']);
  await writeFile(join(folder, 'token'), token.stdout.trim());
  const shipped = await readFile(join(root, 'examples/kubernetes/pods-by-annotation.yaml'), 'utf8');
  const place = `api_server: "${api.url}", tls_config: { ca_file: "${api.caFile}" }, authorization: { credentials_file: "${folder}/token" }`;
  const text = shipped
    .replaceAll('{ role: pod }', `{ role: pod, ${place} }`)
    .replaceAll('15s', '1s');
  const file = join(folder, 'sawtooth.yaml');
  await writeFile(file, text);
  return file;
}

/** A pod that runs, as far as the API knows. */
async function run(
  name: string,
  {
    annotations = { 'prometheus.io/scrape': 'true' },
  }: { annotations?: Record<string, string> } = {},
): Promise<void> {
  const port = (app.address() as AddressInfo).port;
  const [deployment, hash] = name.split(/-(?=[^-]*-[^-]*$)/);
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: `${deployment}-${hash?.split('-')[0]}`,
    uid: '00000000-0000-0000-0000-000000000001',
    controller: true,
  };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      annotations,
      labels: name.startsWith('brief') ? { brief: 'yes' } : {},
      ...(name.startsWith('checkout') ? { ownerReferences: [owner] } : {}),
    },
    spec: {
      automountServiceAccountToken: false,
      containers: [
        {
          name: 'app',
          image: 'app',
          ports: [{ name: 'http', containerPort: port }],
          resources: { limits: { memory: '256Mi' } },
        },
      ],
    },
  };
  await api.kubectl(['create', '--filename', '-'], JSON.stringify(pod));
  const status = { phase: 'Running', podIP: '127.0.0.1', podIPs: [{ ip: '127.0.0.1' }] };
  await patchStatus(name, status);
}

/** Says of a pod what its kubelet would. */
async function patchStatus(name: string, status: object): Promise<void> {
  await api.kubectl([
    ...['patch', 'pod', name, '-n', 'shop', '--subresource', 'status', '--type', 'merge'],
    ...['--patch', JSON.stringify({ status })],
  ]);
}

type Timeline = { readonly points: readonly object[]; readonly lifeEnds: readonly object[] };

/** What is shown of a pod's memory, and of how its lives ended. */
async function timelineOf(pod: string): Promise<Timeline> {
  type Known = { readonly target: Shown; readonly timeline: Timeline | null };
  const { targets } = (await served.get('/api/v1/attach/snapshot')) as { targets: Known[] };
  const found = targets.find(({ target }) => target.labels['pod'] === pod);
  return found?.timeline ?? { points: [], lifeEnds: [] };
}

type Shown = { readonly labels: Readonly<Record<string, string>>; readonly health: string };

async function targets(): Promise<readonly Shown[]> {
  const { data } = (await served.get('/api/v1/targets')) as { data: { activeTargets: Shown[] } };
  return data.activeTargets;
}
