import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Daemon, eventually } from '../e2e/support/daemon.ts';
import { buildGo, freePort, has, keepRunning, type Running } from '../e2e/support/programs.ts';
import type { WatchJson } from '../e2e/support/watch-json.ts';
import { expectNamed, watchStored } from '../e2e/support/watch-stored.ts';
import { cached, isCached } from './support/cache.ts';

const canRun = (await isCached('pyroscope')) && (await has('go', 'version'));
if (!canRun) console.error(`skipped: beside Pyroscope (no ${cached('pyroscope')})`);

const folders: string[] = [];
const programs: Running[] = [];
let pyroscope: Daemon | null = null;
let pushing: NodeJS.Timeout | null = null;
let watched: WatchJson | null = null;
afterAll(async () => {
  if (pushing !== null) clearInterval(pushing);
  await watched?.stop();
  await Promise.all(programs.map((program) => program.stop()));
  await pyroscope?.stop();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

const parts = [
  'compactor.ring.instance-addr',
  'distributor.ring.instance-addr',
  'ingester.lifecycler.addr',
  'overrides-exporter.ring.instance-addr',
  'query-frontend.instance-addr',
  'query-scheduler.ring.instance-addr',
  'store-gateway.sharding-ring.instance-addr',
];

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sawtooth-pyroscope-'));
  folders.push(folder);
  return folder;
}

async function startPyroscope(): Promise<string> {
  const folder = await newFolder();
  const [http, grpc, gossip] = [await freePort(), await freePort(), await freePort()];
  const loopback = '127.0.0.1';
  pyroscope = new Daemon(cached('pyroscope'), [
    ...['-server.http-listen-address', loopback, '-server.http-listen-port', `${http}`],
    ...['-server.grpc-listen-address', loopback, '-server.grpc-listen-port', `${grpc}`],
    ...['-memberlist.bind-addr', loopback, '-memberlist.bind-port', `${gossip}`],
    ...['-memberlist.advertise-addr', loopback, '-pyroscopedb.data-path', join(folder, 'data')],
    ...['-storage.backend', 'filesystem', '-storage.filesystem.dir', join(folder, 'blocks')],
    // Its parts find each other, which are all in this one process, by an address of the machine else.
    ...parts.flatMap((part) => [`-${part}`, loopback]),
    // Nothing is sent anywhere, and what it finds of itself is not what is looked for.
    ...['-usage-stats.enabled=false', '-self-profiling.disable-push=true'],
  ]);
  const url = `http://${loopback}:${http}`;
  const story = () => pyroscope?.output.slice(-3_000) ?? '';
  await eventually('Pyroscope', 120_000, async () => (await fetch(`${url}/ready`)).ok, story);
  return url;
}

/** One heap profile of the program, handed on as Alloy does it. */
async function push(url: string, program: string): Promise<void> {
  const profile = await fetch(`http://${program}/debug/pprof/heap`);
  const rawProfile = Buffer.from(await profile.arrayBuffer()).toString('base64');
  const labels = [
    { name: '__name__', value: 'memory' },
    { name: 'service_name', value: 'goleaky' },
    { name: 'instance', value: program },
    { name: 'job', value: 'goleaky' },
  ];
  const answer = await fetch(`${url}/push.v1.PusherService/Push`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ series: [{ labels, samples: [{ rawProfile }] }] }),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}

describe.runIf(canRun)('beside a real Pyroscope', () => {
  test('profiles that it was sent name the function, without one asked of the program', async () => {
    const goleaky = await buildGo('examples/goleaky');
    const address = `127.0.0.1:${await freePort()}`;
    const args = ['-rate', '500', '-payload', '16384', '-max', '0'];
    programs.push(keepRunning(goleaky, ['-addr', address, ...args]));
    const url = await startPyroscope();
    await eventually('first profile in it', 60_000, async () => {
      await push(url, address);
      return true;
    });
    const lost: unknown[] = [];
    pushing = setInterval(() => {
      push(url, address).catch((error) => lost.push(error));
    }, 1_000);
    const folder = await newFolder();
    watched = await watchStored({ address, folder, profiles: { pyroscope: { url } } });
    await expectNamed(watched);
    expect(lost).toEqual([]);
  });
});
