import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { eventually } from '../e2e/support/daemon.ts';
import { type Served, serve } from '../e2e/support/serve.ts';
import { httpPeer, type Peer } from '../http/hostile-server.ts';
import { expectGolden } from '../support/golden.ts';
import { hostilePeers } from './support/hostile-peers.ts';

/** Each scrape begins so long after the one before, and may take half of that. */
const intervalMs = 4_000;
const flapping = 500;

const peers: Peer[] = [];
let served: Served | null = null;
afterAll(async () => {
  await served?.stop();
  await Promise.all(peers.map((peer) => peer.close()));
});

type Shown = {
  labels: { job: string };
  health: string;
  lastError: string;
  lastScrape: number | null;
};
const jobOf = (name: string) => name.replaceAll(/[^a-z0-9]/gi, '_');

async function start(listener: Parameters<typeof httpPeer>[0]): Promise<Peer> {
  const peer = await httpPeer(listener);
  peers.push(peer);
  return peer;
}

test(`${Object.keys(hostilePeers).length} kinds of hostile peer and ${flapping} that flap: a sentence for each, and the honest one is asked on time`, async () => {
  const asked: number[] = [];
  const honest = await start((_, r) => {
    asked.push(performance.now());
    r.end('process_resident_memory_bytes 1e8\nprocess_start_time_seconds 1.7e9\n');
  });
  const flaps = await start((_, r) => {
    // Each of them by chance, as pods that come and go.
    if (Math.random() < 0.5) r.writeHead(500).end();
    else r.end('process_resident_memory_bytes 1e8\n');
  });
  const jobs: object[] = [
    { job_name: 'honest', scrape_interval: '1s', static_configs: [{ targets: [honest.host] }] },
    {
      job_name: 'flapping',
      static_configs: Array.from({ length: flapping }, (_, i) => ({
        targets: [flaps.host],
        labels: { instance: `flap-${i}`, __metrics_path__: `/${i}` },
      })),
    },
    { job_name: jobOf('no such name'), static_configs: [{ targets: ['no-such-host.invalid:80'] }] },
  ];
  for (const [name, { start: begin, job = {} }] of Object.entries(hostilePeers)) {
    const peer = await begin();
    peers.push(peer);
    jobs.push({ job_name: jobOf(name), ...job, static_configs: [{ targets: [peer.host] }] });
  }
  const folder = await mkdtemp(join(tmpdir(), 'sawtooth-hostile-'));
  const file = join(folder, 'sawtooth.yaml');
  const config = {
    global: { scrape_interval: `${intervalMs}ms`, scrape_timeout: `${intervalMs / 2}ms` },
    storage: { path: join(folder, 'data') },
    scrape_configs: jobs.map((job) => ({ body_size_limit: '16MiB', ...job })),
  };
  await writeFile(file, JSON.stringify(config));
  served = await serve(['--config.file', file]);
  const { get, log, text, url } = served;
  const shown = async () =>
    ((await get('/api/v1/targets?limit=0')) as { data: { activeTargets: Shown[] } }).data
      .activeTargets;
  const all = Object.keys(hostilePeers).length + flapping + 2;
  const waitsFor = async () => {
    const targets = await shown();
    const unknown = targets.filter(({ health }) => health === 'unknown');
    return `${targets.length} of ${all} targets; not asked yet: ${unknown.map(({ labels }) => labels.job)}`;
  };
  let waits = '';
  await eventually(
    'scrape of every target',
    30_000,
    async () => {
      waits = await waitsFor();
      return waits.endsWith('yet: ') && waits.startsWith(`${all} of`);
    },
    () => waits,
  );
  const from = asked.length;
  await new Promise((resolve) => setTimeout(resolve, 8_000));
  // Every second, give or take what this machine's other work takes.
  const gaps = asked.slice(from).map((at, i) => at - (asked[from + i - 1] as number));
  const worst = Math.max(...gaps);
  expect(gaps.length).toBeGreaterThanOrEqual(6);
  expect(worst).toBeLessThan(2_000);

  const said = new Map((await shown()).map((one) => [one.labels.job, one]));
  const lines = [...Object.keys(hostilePeers), 'no such name'].map((name) => {
    const { health, lastError } = said.get(jobOf(name)) as Shown;
    return `${name}\n  ${health}: ${anonymous(lastError)}`;
  });
  expectGolden('faults/hostile-peers.txt', `${lines.join('\n')}\n`);
  expect(said.get('honest')).toMatchObject({ health: 'up' });

  const written = log();
  // Whatever came: nothing that a terminal obeys, no login, and few lines of those that say the same.
  expect(written.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\u202e/u);
  expect(written + JSON.stringify([...said])).not.toContain('sesame-open');
  // Twice a minute a target at most: that it is up, that it is down.
  expect(written.split('\n').length).toBeLessThan(2.5 * all);
  for (const path of ['/', '/metrics']) {
    const body = await text(path);
    expect(body).not.toContain('<img src=x');
    expect(body).not.toContain('sesame-open');
  }
  expect((await fetch(`${url}/-/healthy`)).status).toBe(200);
  console.log(
    `hostile peers: ${lines.length} kinds and ${flapping} that flap, each answered; the honest target was asked ${gaps.length} times in 8 s, the longest pause ${(worst / 1000).toFixed(2)} s; ${written.split('\n').length} lines of log`,
  );
});

/** Without ports, which differ, and counts that depend on when a peer was cut off. */
function anonymous(sentence: string): string {
  return sentence
    .replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')
    .replaceAll(/after \d+ bytes/g, 'after N bytes');
}
