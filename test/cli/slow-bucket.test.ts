import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/serve.ts';
import { fingerprint } from '../../src/model/labels.ts';
import { incidentText } from '../../src/store/incidents.ts';
import { fakeServer } from '../support/fake-bucket.ts';
import { incident } from '../support/snapshots.ts';

const storage = mkdtempSync(join(tmpdir(), 'sawtooth-slow-bucket-'));
let scrapes = 0;
const service = createServer((_request, response) => {
  scrapes += 1;
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
  response.end('process_resident_memory_bytes 1e8\nprocess_start_time_seconds 1.7e9\n');
});
await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
const address = `127.0.0.1:${(service.address() as AddressInfo).port}`;

afterAll(() => {
  service.close();
  rmSync(storage, { recursive: true, force: true });
});

const id = '1795600000-aabbccdd';
const earlier = incident({ id, workload: 'shop', targetId: '' });

/** Of a deployment without external labels whose one job is called `shop`. */
const part = `incidents/all-${fingerprint({ shop: '' })}/`;

/** A bucket that lists one incident, of the part that asks, and gives it once `open` is resolved. */
async function bucketOf(opened: Promise<void>, receiver: string) {
  return fakeServer(async ({ method, path }) => {
    if (method !== 'GET') return { status: 200 };
    const prefix = new URL(path, 'http://bucket').searchParams.get('prefix');
    if (prefix !== null) {
      const found = new Map([
        ['incidents/all-', `<CommonPrefixes><Prefix>${part}</Prefix></CommonPrefixes>`],
        [part, `<Contents><Key>${part}${id}/incident.json</Key><Size>1</Size></Contents>`],
      ]);
      return {
        status: 200,
        body: `<ListBucketResult><IsTruncated>false</IsTruncated>${found.get(prefix) ?? ''}</ListBucketResult>`,
      };
    }
    await opened;
    const owed = {
      incident: id,
      receiver,
      status: 'firing',
      state: 'owed',
      atMs: Date.now() - 60_000,
    };
    return path.endsWith('/incident.json')
      ? { status: 200, body: incidentText(earlier) }
      : { status: 200, body: JSON.stringify([owed]) };
  });
}

function ioTo(said: string[], signal: AbortSignal): Io {
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      said.push(String(chunk));
      done();
    },
  }) as NodeJS.WriteStream;
  const stdin = Readable.from([]) as NodeJS.ReadStream;
  const onReload = () => () => undefined;
  return { env: {}, cwd: storage, stdin, stdout: sink, stderr: sink, signal, onReload };
}

test('listens while a slow bucket is read, says so, and tells nothing before it has been', async () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const told: string[] = [];
  const hook = await fakeServer(({ body }) => {
    told.push(body);
    return { status: 200 };
  });
  const bucket = await bucketOf(opened, 'page');
  const s3 = {
    ...{ bucket: 'heaps', endpoint: bucket.url, region: 'eu-test-1' },
    ...{ access_key_id: 'id', secret_access_key: 'secret' },
  };
  const file = join(storage, 'sawtooth.yaml');
  const config = {
    scrape_configs: [
      { job_name: 'shop', scrape_interval: '1s', static_configs: [{ targets: [address] }] },
    ],
    receivers: [{ name: 'page', webhook_configs: [{ url: hook.url }] }],
    storage: { path: join(storage, 'book'), captures: { s3 } },
  };
  writeFileSync(file, JSON.stringify(config));
  const stop = new AbortController();
  const said: string[] = [];
  const args = ['--config.file', file, '--web.listen-address', '127.0.0.1:0'];
  const code = run(args, ioTo(said, stop.signal));
  await expect.poll(() => said.join(''), { interval: 5, timeout: 15_000 }).toMatch(/listening on/);
  const url = /listening on (http:\S+)/.exec(said.join(''))?.[1] ?? '';
  const get = async (path: string) => {
    const answer = await fetch(url + path);
    return { status: answer.status, text: await answer.text() };
  };
  expect((await get('/-/healthy')).status).toBe(200);
  expect(await get('/-/ready')).toEqual({
    status: 503,
    text: 'What an earlier process has left is still being read from the bucket.\n',
  });
  expect((await get('/api/v1/incidents')).status).toBe(503);
  expect({ scrapes, told }).toEqual({ scrapes: 0, told: [] });
  open();
  await expect.poll(() => get('/-/ready'), { timeout: 15_000 }).toMatchObject({ status: 200 });
  expect(JSON.parse((await get('/api/v1/incidents')).text)).toMatchObject({
    data: { incidents: [{ id, state: 'firing' }] },
  });
  // What the one before owed its receiver is known to the ledger, which was made from what came.
  await expect.poll(() => told.length, { timeout: 15_000 }).toBe(1);
  expect(told[0]).toContain('"status":"firing"');
  stop.abort();
  expect(await code).toBe(0);
});

test('who is stopped while a bucket is read has ended soon', async () => {
  const bucket = await bucketOf(new Promise(() => {}), '');
  const s3 = {
    ...{ bucket: 'heaps', endpoint: bucket.url, region: 'eu-test-1' },
    ...{ access_key_id: 'id', secret_access_key: 'secret' },
  };
  const file = join(storage, 'stopped.yaml');
  writeFileSync(
    file,
    JSON.stringify({ storage: { path: join(storage, 'other'), captures: { s3 } } }),
  );
  const stop = new AbortController();
  const said: string[] = [];
  const args = [`http://${address}/metrics`, '--config.file', file];
  const code = run([...args, '--web.listen-address', '127.0.0.1:0'], ioTo(said, stop.signal));
  await expect.poll(() => said.join(''), { interval: 5, timeout: 15_000 }).toMatch(/listening on/);
  const atMs = performance.now();
  stop.abort();
  expect(await code).toBe(0);
  expect(performance.now() - atMs).toBeLessThan(4500);
});
