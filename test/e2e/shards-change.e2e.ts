import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { onShard } from '../../src/relabel/on-shard.ts';
import { eventually } from './support/daemon.ts';
import { leakyPage } from './support/leaky-page.ts';
import { type S3Server, s3Command, startS3 } from './support/s3-server.ts';
import { type Served, serve } from './support/serve.ts';

const command = await s3Command();
const endings: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of endings.reverse()) await end();
});

const shardOf = (service: string, count: number) =>
  Array.from({ length: count }, (_, index) => index).find((index) =>
    onShard([service], { index, count }),
  );

/** Names of services that are on `from` of three shards and on `to` of two. */
function movers(from: number, to: number): string[] {
  const names = Array.from({ length: 200 }, (_, nth) => `service-${nth}`);
  return names.filter((name) => shardOf(name, 3) === from && shardOf(name, 2) === to);
}

type Told = { readonly status: string; readonly service: string; readonly rule: string };

/** A webhook receiver that remembers what it was told. */
async function startReceiver() {
  const told: Told[] = [];
  const hook = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    for (const { status, labels } of JSON.parse(body).alerts) {
      told.push({ status, service: labels.service, rule: labels.alertname });
    }
    response.end();
  });
  await new Promise<void>((done) => hook.listen(0, '127.0.0.1', done));
  endings.push(async () => hook.close());
  return { told, url: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/` };
}

type Shown = {
  readonly id: string;
  readonly state: string;
  readonly rule: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly captures: readonly { readonly id: string }[];
};

const incidentsOf = async (shard: Served) =>
  ((await shard.get('/api/v1/incidents?limit=0')) as { data: { incidents: readonly Shown[] } }).data
    .incidents;

async function incidentsOfAll(shards: readonly Served[]) {
  return (await Promise.all(shards.map(incidentsOf))).flat();
}

async function startShards(config: string, disks: readonly string[]): Promise<readonly Served[]> {
  const count = String(disks.length);
  const shards = await Promise.all(
    disks.map((disk, index) =>
      serve([
        ...['--time-scale', '60', '--scrape-interval', '1s', '--storage.path', disk],
        ...['--config.file', config, '--shard.index', String(index), '--shard.count', count],
      ]),
    ),
  );
  for (const shard of shards) endings.push(shard.stop);
  return shards;
}

const stopAll = (shards: readonly Served[]) => Promise.all(shards.map((shard) => shard.stop()));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test.skipIf(command === null)(
  'three shards, two, and three again: each incident is found once, nobody hears twice, snoozes and captures stay',
  async () => {
    const server: S3Server = await startS3(command ?? '', ['heaps']);
    endings.push(server.remove);
    const folder = await mkdtemp(join(tmpdir(), 'sawtooth-shards-e2e-'));
    endings.push(() => rm(folder, { recursive: true, force: true }));
    const receiver = await startReceiver();
    // One whose disk is lost with its shard, one that moves among disks that stay, one that nobody is to hear of.
    const program = movers(2, 1)[0] ?? '';
    const mended = movers(0, 1)[0] ?? '';
    const quiet = movers(2, 0)[0] ?? '';
    const staying = movers(1, 0)[0] ?? '';
    const pages = {
      [mended]: await leakyPage(),
      [quiet]: await leakyPage(),
      [staying]: await leakyPage(),
    };
    for (const page of Object.values(pages)) endings.push(async () => page.close());
    const profiled = await leakyPage();
    endings.push(async () => profiled.close());
    const { url, accessKeyId, secretAccessKey } = server;
    const s3 = {
      ...{ bucket: 'heaps', endpoint: url, region: 'eu-test-1', prefix: 'change' },
      ...{ access_key_id: accessKeyId, secret_access_key: secretAccessKey },
    };
    const config = join(folder, 'sawtooth.yaml');
    await writeFile(
      config,
      JSON.stringify({
        global: { external_labels: { cluster: 'test' } },
        scrape_configs: [
          {
            ...{ job_name: 'program', workload_labels: ['service'] },
            profiles: { address: profiled.address, kinds: ['heap'], min_interval: '1s' },
            static_configs: [{ targets: [profiled.address], labels: { service: program } }],
          },
          {
            ...{ job_name: 'pages', workload_labels: ['service'] },
            static_configs: Object.entries(pages).map(([service, page]) => ({
              targets: [page.address],
              labels: { service },
            })),
          },
        ],
        storage: { captures: { s3 } },
        receivers: [{ webhook_configs: [{ url: receiver.url }] }],
      }),
    );
    const disks = [0, 1, 2].map((nth) => join(folder, `disk-${nth}`));
    const heard = (status: string, service: string) =>
      receiver.told.filter((one) => one.status === status && one.service === service);

    const first = await startShards(config, disks);
    const snoozing = first[shardOf(quiet, 3) ?? 0];
    const snoozed = await fetch(`${snoozing?.url}/api/v1/snoozes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ workload: quiet, for: '8h', why: 'an import runs', by: 'test' }),
    });
    expect(await snoozed.json()).toMatchObject({ status: 'success' });
    let state = '';
    const begun = await eventually(
      'incidents of all four',
      200_000,
      async () => {
        const all = await incidentsOfAll(first);
        const firing = new Set(
          all.filter(({ state }) => state === 'firing').map(({ labels }) => labels['service']),
        );
        const captured = all.find(
          ({ labels, captures }) => labels['service'] === program && captures.length > 1,
        );
        state = all
          .map((one) => `${one.labels['service']} ${one.state} ${one.captures?.length}`)
          .join(', ');
        return firing.size === 4 && captured !== undefined ? { all, captured } : null;
      },
      () => state,
    );
    await eventually('what is told', 30_000, async () =>
      [program, mended, staying].every((service) => heard('firing', service).length > 0),
    );
    await stopAll(first);

    // The third disk is lost with its shard.
    await rm(disks[2] ?? '', { recursive: true });
    const second = await startShards(config, disks.slice(0, 2));
    await pause(20_000);
    const now = await incidentsOfAll(second);
    const known = (all: readonly Shown[]) =>
      all
        .filter(({ labels }) => labels['service'] !== undefined)
        .map(({ id, rule, labels }) => `${id} ${labels['service']} ${rule}`);
    expect(new Set(known(now)).size).toBe(known(now).length);
    // What was pending by the stop begins anew.
    const begunFiring = known(begun.all.filter(({ state: of }) => of === 'firing'));
    expect(known(now)).toEqual(expect.arrayContaining(begunFiring));
    pages[mended]?.repair();
    await eventually('that it is over', 120_000, async () => heard('resolved', mended).length > 0);
    await stopAll(second);
    const before = receiver.told.length;

    const third = await startShards(config, disks);
    await pause(20_000);
    const last = await incidentsOfAll(third);
    expect(known(last)).toEqual(expect.arrayContaining(begunFiring));
    // Who asks all shards sees each of them that goes on once.
    const going = last.filter(({ state }) => state === 'firing');
    expect(new Set(known(going)).size).toBe(going.length);
    expect(new Set(going.map(({ labels }) => labels['service']))).toEqual(
      new Set([program, quiet, staying]),
    );
    // Its disk was lost, and the bucket has what was captured on it.
    const [baseline] = begun.captured.captures;
    const same = going.find(({ id }) => id === begun.captured.id);
    expect(same?.captures.map(({ id }) => id)).toContain(baseline?.id);
    const owner = third[shardOf(program, 3) ?? 0];
    const bytes = await fetch(`${owner?.url}/api/v1/captures/${baseline?.id}`);
    expect(bytes.status).toBe(200);
    expect((await bytes.arrayBuffer()).byteLength).toBeGreaterThan(100);
    const snoozes = await Promise.all(third.map((shard) => shard.text('/api/v1/snoozes')));
    expect(snoozes[shardOf(quiet, 3) ?? 0]).toContain('an import runs');
    // Nobody hears again of what he knows, of nothing that is over once more, and never of what is snoozed.
    expect(receiver.told.filter(({ service }) => service === quiet)).toEqual([]);
    expect(receiver.told.slice(before).filter(({ service }) => service === mended)).toEqual([]);
    for (const service of [mended, staying]) {
      const rules = heard('firing', service).map(({ rule }) => rule);
      expect(rules).toHaveLength(new Set(rules).size);
    }
    const over = heard('resolved', mended).map(({ rule }) => rule);
    expect(over).toHaveLength(new Set(over).size);
    await stopAll(third);
  },
  480_000,
);
