import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { afterAll, expect, test } from 'vitest';
import { limits } from '../../src/model/limits.ts';
import { eventually } from '../e2e/support/daemon.ts';
import { type Served, serve } from '../e2e/support/serve.ts';
import { httpPeer, type Peer } from '../http/hostile-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-limits-'));
const peers: Peer[] = [];
let served: Served | null = null;
afterAll(async () => {
  await served?.stop();
  await Promise.all(peers.map((peer) => peer.close()));
  rmSync(folder, { recursive: true, force: true });
});

const profiles = readdirSync('test/data/profiles/jsonleaf')
  .filter((name) => name.endsWith('.pb.gz'))
  .sort()
  .map((name) => readFileSync(join('test/data/profiles/jsonleaf', name)));

/** Whatever happens here, these stay empty: no bucket, no metrics store, no disk that fills, nothing that is gone. */
const notHere = ['answer_bytes', 'query_series', 'storage_bytes'];
const staysEmpty = [
  'captures_of_incident',
  ...['exports_waiting', 'notifications_waiting', 'page_readers', 'records_waiting', 'snoozes'],
  ...['uploads_waiting', 'viewers_waiting', 'workloads_gone', 'workloads_stored'],
];

test('whatever is used of a limit is seen on /metrics: bodies, passwords, captures, what compares them', async () => {
  let asked = 0;
  const startedAt = Date.now() / 1000 - 1000;
  const peer = await httpPeer((request, response) => {
    if (request.url?.startsWith('/debug/pprof') === true) {
      response.end(profiles[asked++ % profiles.length]);
      return;
    }
    response.end(
      `process_resident_memory_bytes{pid="1"} 1e8\nprocess_start_time_seconds ${startedAt}\n`,
    );
  });
  peers.push(peer);
  const config = join(folder, 'sawtooth.yaml');
  const web = join(folder, 'web.yaml');
  writeFileSync(
    config,
    JSON.stringify({
      storage: { path: join(folder, 'data') },
      scrape_configs: [
        {
          ...{ job_name: 'shop', scrape_interval: '1s', scrape_timeout: '900ms' },
          static_configs: [{ targets: [peer.host] }],
          profiles: { address: peer.host, kinds: ['heap'], min_interval: '1s' },
        },
      ],
    }),
  );
  writeFileSync(web, JSON.stringify({ basic_auth_users: { alice: hashSync('open sesame', 4) } }));
  served = await serve(['--config.file', config, '--web.config.file', web]);
  const { url, text, log } = served;
  const login = (password: string) => ({
    authorization: `Basic ${Buffer.from(`alice:${password}`).toString('base64')}`,
  });
  const post = (path: string, body: object) =>
    fetch(`${url}${path}`, {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: { ...login('open sesame'), 'content-type': 'application/json' },
    });
  expect((await fetch(url, { headers: login('guess') })).status).toBe(401);
  await eventually('first scrape', 20_000, async () => {
    return (await text('/metrics')).includes('sawtooth_targets{health="up"} 1');
  });
  const reader = new AbortController();
  const events = await fetch(`${url}/api/v1/events`, {
    ...{ headers: login('open sesame'), signal: reader.signal },
  });
  expect(events.status).toBe(200);
  // One is a capture of what an alert is about, the other is asked for; both are of one life, and so compared.
  const alert = {
    ...{ status: 'firing', fingerprint: 'a', startsAt: '2026-11-22T20:00:00Z' },
    labels: { alertname: 'Up', instance: peer.host },
  };
  // Until one is begun for it: a baseline may have been taken just now.
  await eventually('capture for the alert', 20_000, async () => {
    const answer = await post('/api/v1/webhook/alertmanager', { alerts: [alert] });
    expect(answer.status).toBe(202);
    return ((await answer.json()) as { data: { captures: number } }).data.captures === 1;
  });
  await eventually('second capture', 20_000, async () => {
    return (await post('/api/v1/captures', { target: peer.host })).status === 202;
  });
  const figures = async (name: string) =>
    Object.fromEntries(
      [
        ...(await text('/metrics')).matchAll(
          new RegExp(`^${name}\\{limit="(\\w+)"\\} (\\S+)$`, 'gm'),
        ),
      ].map(([, limit = '', value]) => [limit, Number(value)]),
    );
  await eventually(
    'comparison',
    30_000,
    async () => {
      return ((await figures('sawtooth_limit_used'))['compare_bytes'] ?? 0) > 0;
    },
    log,
  );
  const used = await figures('sawtooth_limit_used');
  const most = await figures('sawtooth_limit');
  reader.abort();
  const named = Object.keys(limits);
  expect(Object.keys(used).toSorted()).toEqual(Object.keys(most).toSorted());
  expect(named.filter((name) => !(name in used) && !notHere.includes(name))).toEqual([]);
  expect(named.filter((name) => used[name] === 0 && !staysEmpty.includes(name))).toEqual([]);
  // Nobody is near any, and none is past it.
  expect(Object.keys(used).filter((name) => (used[name] ?? 0) > (most[name] ?? 0))).toEqual([]);
  if (spawnSync('promtool', ['--version']).status === 0) {
    const checked = spawnSync('promtool', ['check', 'metrics'], { input: await text('/metrics') });
    expect(String(checked.stdout) + String(checked.stderr)).toBe('');
  }
  const shown = named.filter((name) => (used[name] ?? 0) > 0);
  console.log(`limits: ${named.length}, ${shown.length} of them used here, each seen on /metrics`);
});
