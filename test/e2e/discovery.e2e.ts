import { spawn } from 'node:child_process';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { httpPeer, type Peer } from '../http/hostile-server.ts';
import { FakeKubernetes } from '../support/fake-kubernetes.ts';
import { has } from './support/programs.ts';
import { type Served, serve } from './support/serve.ts';

let folder = '';
const ends: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sawtooth-discovery-e2e-'));
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await rm(folder, { recursive: true, force: true });
});

const soon = { timeout: 20_000, interval: 100 };

async function write(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(`${path}.tmp`, text);
  await rename(`${path}.tmp`, path);
  return path;
}

/** A program with a metrics page. */
async function program(): Promise<Peer> {
  const startedAt = Date.now() / 1000;
  const peer = await httpPeer((_, response) => {
    const lines = [
      'process_resident_memory_bytes 50000000',
      'go_memstats_heap_inuse_bytes 30000000',
      `process_start_time_seconds ${startedAt}`,
    ];
    response.writeHead(200, { 'content-type': 'text/plain' }).end(`${lines.join('\n')}\n`);
  });
  ends.push(() => peer.close());
  return peer;
}

type Shown = {
  readonly labels: Readonly<Record<string, string>>;
  readonly health: string;
  readonly lastError: string;
  readonly lastScrape: number | null;
};

async function targets(served: Served): Promise<readonly Shown[]> {
  const { data } = (await served.get('/api/v1/targets')) as {
    data: { activeTargets: readonly Shown[] };
  };
  return data.activeTargets;
}

/** `job instance health`, sorted. */
async function summary(served: Served): Promise<string[]> {
  const all = await targets(served);
  return all.map(({ labels, health }) => `${labels['job']} ${labels['instance']} ${health}`).sort();
}

async function start(configFile: string): Promise<Served> {
  const served = await serve(
    ['--config.file', configFile, '--storage.path', join(folder, 'store')].concat(
      '--web.enable-lifecycle',
    ),
  );
  ends.push(() => served.stop());
  return served;
}

test('files, a server and pods: what comes is scraped, what goes is gone, what fails is said', async () => {
  const [a, b, c, d] = await Promise.all([program(), program(), program(), program()]);
  let list = JSON.stringify([{ targets: [b.host], labels: { team: 'b' } }]);
  const lists = await httpPeer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(list);
  });
  ends.push(() => lists.close());
  const api = new FakeKubernetes();
  api.token = 'secret';
  const apiServer = await api.start();
  ends.push(() => api.stop());
  const portOf = ({ url }: Peer) => Number(new URL(url).port);
  const annotated = { 'prometheus.io/scrape': 'true' };
  const pod = { ip: '127.0.0.1', annotations: annotated, memory: '256Mi' };
  api.put({ ...pod, name: 'cart', ports: [['http', portOf(c)]] });
  api.put({ name: 'silent', ip: '127.0.0.1', ports: [['http', portOf(d)]] });
  api.put({ ...pod, name: 'evil', ip: '169.254.169.254', ports: [['http', 80]] });
  await write('token', 'secret\n');
  await write('targets.yml', `- targets: ['${a.host}']\n`);
  const config = (extra = '') => `
global: { scrape_interval: 1s }
scrape_configs:
  - job_name: files
    file_sd_configs: [{ files: [targets.yml] }]
${extra}  - job_name: lists
    http_sd_configs: [{ url: "${lists.url}", refresh_interval: 1s }]
  - job_name: pods
    kubernetes_sd_configs:
      - { role: pod, api_server: "${apiServer}", authorization: { credentials_file: token } }
    relabel_configs:
      - { action: keep, source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_scrape], regex: true }
      - { source_labels: [__meta_kubernetes_pod_name], target_label: pod }
`;
  const configFile = await write('sawtooth.yaml', config());
  const served = await start(configFile);
  await expect
    .poll(() => summary(served), soon)
    .toEqual(
      [
        `files ${a.host} up`,
        `lists ${b.host} up`,
        `pods ${c.host} up`,
        'pods 169.254.169.254:80 down',
      ].sort(),
    );
  const evil = (await targets(served)).find(({ labels }) => labels['pod'] === 'evil');
  expect(evil?.lastError).toMatch(/link-local.*allow_link_local/);

  const page = await served.text('/metrics');
  expect(page).toContain('sawtooth_discovered_targets{job="pods"} 2');
  expect(page).toContain('sawtooth_discovery_dropped_targets{job="pods"} 1');
  expect(page).toContain('sawtooth_discovery_failures_total{job="files",mechanism="file"} 0');
  if (await has('promtool', '--version')) expect(await promtoolSays(page)).toBe('');
  const dropped = (await served.get('/api/v1/targets')) as { data: { droppedTargets: object[] } };
  expect(dropped.data.droppedTargets).toMatchObject([
    { discoveredLabels: { __meta_kubernetes_pod_name: 'silent' } },
  ]);

  // Each of the three changes; the pod that nobody may ask goes.
  api.remove('evil');
  api.put({ ...pod, name: 'silent', ports: [['http', portOf(d)]] });
  list = '[]';
  await write('targets.yml', '- targets: [');
  await expect
    .poll(() => summary(served), soon)
    .toEqual([`files ${a.host} up`, `pods ${c.host} up`, `pods ${d.host} up`].sort());
  await expect.poll(served.log, soon).toMatch(/discovery failed, its last targets stay.*job=files/);

  // A reload, by a signal and by HTTP: those that stay are known as before, and never unknown again.
  const before = (await targets(served)).filter(({ health }) => health === 'up');
  await write('sawtooth.yaml', config(`    limit: 64MiB\n`));
  served.signal('SIGHUP');
  await expect.poll(served.log, soon).toMatch(/configuration reloaded/);
  const after = await targets(served);
  for (const { labels, lastScrape } of before) {
    const same = after.find((one) => one.labels['instance'] === labels['instance']);
    expect(same).toMatchObject({ health: 'up' });
    expect(same?.lastScrape).toBeGreaterThanOrEqual(lastScrape ?? 0);
  }
  await write(
    'sawtooth.yaml',
    'scrape_configs: [{ job_name: x, relabel_configs: [{ regex: "(" }] }]',
  );
  const refused = await fetch(`${served.url}/-/reload`, { method: 'POST' });
  expect(refused.status).toBe(500);
  expect(await refused.text()).toMatch(/The old configuration stays.*is no regular expression/s);
  expect(await summary(served)).toHaveLength(3);
  await write('sawtooth.yaml', config());
  await write('targets.yml', `- targets: ['${a.host}']\n`);
  expect((await fetch(`${served.url}/-/reload`, { method: 'POST' })).status).toBe(200);
  await expect.poll(served.log, soon).toMatch(/discovery works again.*job=files/);
  expect(await summary(served)).toEqual(
    [`files ${a.host} up`, `pods ${c.host} up`, `pods ${d.host} up`].sort(),
  );
});

test('a pod that comes and goes each second disturbs nobody', async () => {
  const [a, b] = await Promise.all([program(), program()]);
  const api = new FakeKubernetes();
  const apiServer = await api.start();
  ends.push(() => api.stop());
  api.put({ name: 'calm', ip: '127.0.0.1', ports: [['http', Number(new URL(a.url).port)]] });
  const configFile = await write(
    'sawtooth.yaml',
    `
global: { scrape_interval: 500ms }
scrape_configs:
  - job_name: pods
    kubernetes_sd_configs: [{ role: pod, api_server: "${apiServer}" }]
    relabel_configs: [{ source_labels: [__meta_kubernetes_pod_name], target_label: pod }]
`,
  );
  const served = await start(configFile);
  await expect.poll(() => summary(served), soon).toEqual([`pods ${a.host} up`]);
  const port = Number(new URL(b.url).port);
  for (let i = 0; i < 12; i++) {
    api.put({ name: `restless-${i}`, ip: '127.0.0.1', ports: [['http', port]] });
    await new Promise((done) => setTimeout(done, 500));
    expect((await targets(served)).find(({ labels }) => labels['pod'] === 'calm')?.health).toBe(
      'up',
    );
    api.remove(`restless-${i}`);
    await new Promise((done) => setTimeout(done, 500));
  }
  await expect.poll(() => summary(served), soon).toEqual([`pods ${a.host} up`]);
  expect(served.log().split('\n').length).toBeLessThan(30);
});

/** What promtool finds wrong with a metrics page. */
function promtoolSays(page: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('promtool', ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said += chunk;
      });
    }
    child.once('error', reject);
    child.once('close', () => resolve(said));
    child.stdin.end(page);
  });
}
