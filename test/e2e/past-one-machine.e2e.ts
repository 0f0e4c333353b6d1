import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { leakyPage } from './support/leaky-page.ts';
import { freePort, keepRunning, type Running, root } from './support/programs.ts';
import { type S3Server, s3Command, startS3 } from './support/s3-server.ts';
import { WatchJson } from './support/watch-json.ts';

const command = await s3Command();
const programs: Running[] = [];
const watches: WatchJson[] = [];
const folders: string[] = [];
let server: S3Server | null = null;
afterAll(async () => {
  await Promise.all(watches.map((watch) => watch.stop()));
  await Promise.all(programs.map((program) => program.stop()));
  await server?.remove();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** A program with a metrics page, which tells when it was started: the same life to whoever asks. */
function leakyNode(address: string): string[] {
  const main = join(root, 'examples/leaky-node/main.mjs');
  return [main, '--addr', address, '--max', '1000000'];
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sawtooth-beyond-e2e-'));
  folders.push(folder);
  return folder;
}

/** The one shard of two that says it has the target; the other one has nothing to say of it. */
function startShards(config: string, storages: readonly string[]): WatchJson[] {
  return storages.map((storage, index) => {
    const watch = new WatchJson([
      ...['--time-scale', '60', '--scrape-interval', '1s', '--storage.path', storage],
      ...['--config.file', config, '--shard.index', String(index), '--shard.count', '2'],
    ]);
    watches.push(watch);
    return watch;
  });
}

test.skipIf(command === null)(
  'a shard that lost its disk goes on with the captures of its predecessor from the bucket',
  async () => {
    server = await startS3(command ?? '', ['heaps']);
    const address = `127.0.0.1:${await freePort()}`;
    programs.push(keepRunning(process.execPath, leakyNode(address)));
    const { url, accessKeyId, secretAccessKey } = server;
    const s3 = {
      bucket: 'heaps',
      endpoint: url,
      region: 'eu-test-1',
      prefix: 'eu-1',
      access_key_id: accessKeyId,
      secret_access_key: secretAccessKey,
    };
    const config = join(await newFolder(), 'sawtooth.yaml');
    const job = {
      job_name: 'leaky-node',
      static_configs: [{ targets: [address] }],
      limit: '2GiB',
      profiles: { kinds: ['heap'] },
    };
    await writeFile(
      config,
      JSON.stringify({ scrape_configs: [job], storage: { captures: { s3 } } }),
    );
    const first = startShards(config, [await newFolder(), await newFolder()]);
    const owner = await Promise.any(
      first.map((watch) => watch.waitFor('capture', ({ kind }) => kind === 'captured', 60_000)),
    );
    const other = first.filter((watch) => watch.of('captured').length === 0);
    expect(other).toHaveLength(1);
    expect(other[0]?.of('target-up')).toEqual([]);
    for (const watch of first) expect(await watch.stop()).toBe(143);
    // What was captured by the stop is there: the stop waits for it.
    const objects = await readdir(join(server.root, 'heaps/eu-1/captures'), { recursive: true });
    const path = String(owner['path']);
    expect(objects.some((name) => path.endsWith(name))).toBe(true);

    const second = startShards(config, [await newFolder(), await newFolder()]);
    const name = path.slice(path.lastIndexOf('/'));
    const compared = second.map((watch) =>
      watch.waitFor(
        'comparison with a capture of the predecessor',
        (event) =>
          event.kind === 'diffed' && (event['paths'] as string[])[0]?.endsWith(name) === true,
        90_000,
      ),
    );
    const diffed = await Promise.any(compared);
    expect(diffed['captures']).toBeGreaterThanOrEqual(2);
    expect(String(diffed['warnings'])).not.toMatch(/could not|left out/);
  },
);

/** A webhook receiver that remembers what it was told. */
async function startReceiver() {
  const told: { status: string; fingerprint: string }[] = [];
  const hook = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { alerts } = JSON.parse(body);
    for (const { status, fingerprint } of alerts) told.push({ status, fingerprint });
    response.end();
  });
  await new Promise<void>((done) => hook.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
  return { told, url, close: () => hook.close() };
}

test.skipIf(command === null)(
  'a shard that lost its disk knows from the bucket what fires and who was told, and says when it is over',
  async () => {
    server ??= await startS3(command ?? '', ['heaps']);
    const page = await leakyPage();
    const receiver = await startReceiver();
    const { url, accessKeyId, secretAccessKey } = server;
    const s3 = {
      ...{ bucket: 'heaps', endpoint: url, region: 'eu-test-1', prefix: 'lost-shard' },
      ...{ access_key_id: accessKeyId, secret_access_key: secretAccessKey },
    };
    const config = join(await newFolder(), 'sawtooth.yaml');
    const job = { job_name: 'shop', static_configs: [{ targets: [page.address] }] };
    await writeFile(
      config,
      JSON.stringify({
        scrape_configs: [job],
        storage: { captures: { s3 } },
        receivers: [{ webhook_configs: [{ url: receiver.url }] }],
      }),
    );
    const first = startShards(config, [await newFolder(), await newFolder()]);
    await expect.poll(() => receiver.told.length, { timeout: 120_000 }).toBeGreaterThan(0);
    await Promise.all(first.map((watch) => watch.stop()));
    const [{ fingerprint } = { fingerprint: '' }] = receiver.told;
    const before = receiver.told.length;

    const second = startShards(config, [await newFolder(), await newFolder()]);
    // Until the successor has found by itself that it leaks: of what it did not know it would tell then.
    const found = (watch: WatchJson) =>
      watch.waitFor('verdict of the successor', (event) => event['verdict'] === 'leak', 90_000);
    await Promise.any(second.map(found));
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    page.repair();
    await expect
      .poll(
        () =>
          receiver.told.some((one) => one.status === 'resolved' && one.fingerprint === fingerprint),
        { timeout: 120_000 },
      )
      .toBe(true);
    const since = receiver.told.slice(before);
    receiver.close();
    page.close();
    // Who was told is not told again that it began, and is told once that it is over. Another rule may fire meanwhile.
    expect(since.filter((one) => one.fingerprint === fingerprint)).toEqual([
      { status: 'resolved', fingerprint },
    ]);
    await Promise.all(second.map((watch) => watch.stop()));
    const incidents = await readdir(join(server.root, 'heaps/lost-shard/incidents'), {
      recursive: true,
    });
    // One incident of it: what the successor had begun anew would be another.
    const own = incidents.filter((name) => name.endsWith(`-${fingerprint}/incident.json`));
    expect(own).toHaveLength(1);
  },
);
