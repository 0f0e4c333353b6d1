import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBucket } from '../../src/cli/open-bucket.ts';
import { closeHttpAgents } from '../../src/http/agents.ts';
import type { BucketConfig } from '../../src/model/config.ts';
import { placeBucket } from '../../src/store/bucket/bucket.ts';
import { bucketClient } from '../../src/store/bucket/bucket-client.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type S3Server, s3Command, startS3 } from './support/s3-server.ts';

const command = await s3Command();
const signal = new AbortController().signal;
const owner = { id: 'abc', labels: { job: 'shop', instance: '10.0.0.1:6060' } };
const lifeStartAtMs = Date.parse('2026-11-20T00:00:00Z');

let server: S3Server;
const folders: string[] = [];
beforeAll(async () => {
  if (command !== null) server = await startS3(command, ['heaps']);
});
afterAll(async () => {
  closeHttpAgents();
  await server?.remove();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

function config(over: Partial<BucketConfig> = {}): BucketConfig {
  const { accessKeyId, secretAccessKey } = server;
  return {
    name: 'heaps',
    endpoint: server.url,
    region: 'eu-test-1',
    prefix: 'eu-1/a b(1)',
    credentials: { accessKeyId, secretAccessKey },
    retentionTimeMs: 0,
    timeoutMs: 10_000,
    http: { headers: {} },
    ...over,
  };
}

function client(over: Partial<BucketConfig> = {}, clockAheadMs = 0) {
  const bucket = placeBucket(config(over), {});
  const credentials = bucket.credentials ?? { accessKeyId: 'x', secretAccessKey: 'y' };
  const nowMs = () => Date.now() + clockAheadMs;
  return bucketClient(bucket, async () => ({ ok: true, value: credentials }), nowMs);
}

/** A store in a new folder with the bucket behind it, uploading until it is stopped. */
async function openWithBucket(over: Partial<BucketConfig> = {}) {
  const path = await mkdtemp(join(tmpdir(), 'sawtooth-bucket-e2e-'));
  folders.push(path);
  const opened = await openStore({ path, nowMs: Date.now });
  if (!opened.ok) throw new Error(opened.reason);
  const said: string[] = [];
  const { store, run } = openBucket(opened.value, config(over), { part: 'all' }, {}, (text) =>
    said.push(text),
  );
  const stop = new AbortController();
  const running = run(stop.signal);
  const close = async () => {
    stop.abort();
    await running;
  };
  return { path, store, said, close };
}

function profile(atMs: number, bytes = randomBytes(2000)) {
  return { kind: 'heap', bytes, atMs, tookMs: 1, url: 'http://x/heap', gc: true } as const;
}

const until = async (check: () => Promise<boolean> | boolean) => {
  for (let tries = 0; tries < 400; tries++) {
    if (await check()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('it did not come about within 20 s');
};

async function objectsIn(over: Partial<BucketConfig> = {}): Promise<readonly string[]> {
  const listed = await client(over).list('captures/', 'all', signal);
  if (!listed.ok) throw new Error(listed.reason);
  return listed.value.objects.map(({ path }) => path);
}

test.skipIf(command === null)(
  'an object goes there and comes back as it was, whatever its key',
  async () => {
    const bytes = randomBytes(100_000);
    const path = "captures/2026-11-25/a+b/ü ☃=&'()*!/1-heap-manual.pb.gz";
    const own = client();
    expect(await own.put(path, bytes, signal)).toEqual({ ok: true, value: undefined });
    const got = await own.get(path, signal);
    expect(got.ok && got.value !== null && Buffer.from(got.value).equals(bytes)).toBe(true);
    const listed = await own.list("captures/2026-11-25/a+b/ü ☃=&'", 'all', signal);
    const etag = createHash('md5').update(bytes).digest('hex');
    expect(listed).toEqual({
      ok: true,
      value: {
        objects: [{ path, bytes: 100_000, etag, modifiedAtMs: expect.any(Number) }],
        folders: [],
      },
    });
    const top = await own.list('captures/', 'one', signal);
    expect(top).toMatchObject({
      ok: true,
      value: { objects: [], folders: ['captures/2026-11-25/'] },
    });
    // Nothing stored is ever overwritten.
    expect((await own.put(path, randomBytes(5), signal)).ok).toBe(true);
    const again = await own.get(path, signal);
    expect(again.ok && again.value?.length).toBe(100_000);
    expect((await own.remove(path, signal)).ok).toBe(true);
    expect(await own.get(path, signal)).toEqual({ ok: true, value: null });
    expect((await own.remove(path, signal)).ok).toBe(true);
  },
);

test.skipIf(command === null)('lists go on past the page of the server', async () => {
  const own = client({ prefix: 'many' });
  const names = Array.from(
    { length: 1100 },
    (_, i) => `captures/2026-01-01/j/t/${i}-heap-manual.pb`,
  );
  for (let from = 0; from < names.length; from += 50) {
    await Promise.all(
      names.slice(from, from + 50).map((name) => own.put(name, randomBytes(1), signal)),
    );
  }
  const listed = await own.list('captures/', 'all', signal);
  expect(listed.ok && new Set(listed.value.objects.map(({ path }) => path)).size).toBe(1100);
});

test.skipIf(command === null)(
  'what was captured outlives the disk: another process finds the life and reads it back',
  async () => {
    const over = { prefix: 'outlives' };
    const first = await openWithBucket(over);
    const atMs = Date.now();
    const bytes = randomBytes(3000);
    const about = { role: 'baseline', lifeStartAtMs } as const;
    const stored = await first.store.putCapture(owner, profile(atMs, bytes), about);
    await first.store.putCapture(owner, profile(atMs + 1), { role: 'suspicion', lifeStartAtMs: 5 });
    await until(async () => (await objectsIn(over)).length === 4);
    await first.close();
    expect(first.said).toEqual([]);

    const second = await openWithBucket(over);
    const recalled = await second.store.recallCaptures(owner, lifeStartAtMs + 400, signal);
    const id = stored.ok ? stored.value.id : '';
    expect(recalled).toMatchObject({ ok: true, value: [{ id, role: 'baseline' }] });
    const captures = recalled.ok ? recalled.value : [];
    expect(await second.store.restoreCaptures(captures, signal)).toMatchObject({ ok: true });
    const read = captures[0] === undefined ? null : await second.store.readCapture(captures[0]);
    expect(read?.ok && Buffer.from(read.value).equals(bytes)).toBe(true);
    const listed = await second.store.listCaptures();
    expect(listed.ok && listed.value.map((one) => one.id)).toEqual([id]);
    await second.close();
  },
);

test.skipIf(command === null)(
  'while the server is away captures stay on disk, and go there after',
  async () => {
    const over = { prefix: 'away', timeoutMs: 500 };
    const { store, said, close } = await openWithBucket(over);
    await server.stop();
    const atMs = Date.now();
    for (let i = 0; i < 5; i++) {
      const put = await store.putCapture(owner, profile(atMs + i), {
        role: 'suspicion',
        lifeStartAtMs,
      });
      expect(put.ok).toBe(true);
    }
    await until(() => said.length > 0);
    expect(said[0]).toMatch(/127\.0\.0\.1.*nobody listens|refused/i);
    await server.start();
    await until(async () => (await objectsIn(over)).length === 10);
    await until(() => said.at(-1) === 'captures reach the bucket again');
    await close();
  },
);

test.skipIf(command === null)('what a stop left behind is uploaded at the next start', async () => {
  const over = { prefix: 'next-start' };
  const path = await mkdtemp(join(tmpdir(), 'sawtooth-bucket-e2e-'));
  folders.push(path);
  const opened = await openStore({ path, nowMs: Date.now });
  if (!opened.ok) throw new Error(opened.reason);
  await opened.value.putCapture(owner, profile(Date.now()), { role: 'incident', lifeStartAtMs });
  const { run } = openBucket(opened.value, config(over), { part: 'all' }, {}, () => undefined);
  const stop = new AbortController();
  const running = run(stop.signal);
  await until(async () => (await objectsIn(over)).length === 2);
  stop.abort();
  await running;
});

test.skipIf(command === null)(
  'old days go from the bucket, and what the folder keeps stays',
  async () => {
    const over = { prefix: 'old', retentionTimeMs: 10 * 86_400_000 };
    const days = 86_400_000;
    const kept = profile(Date.now() - 30 * days);
    const writer = client({ prefix: 'old' });
    const folder = new Date(kept.atMs).toISOString().slice(0, 10);
    const gone = `captures/${folder}/shop/10.0.0.2_6060/${kept.atMs}-heap-baseline.pb`;
    const strange = `captures/${folder}/notes.txt`;
    for (const path of [gone, `${gone}.json`, strange])
      await writer.put(path, randomBytes(3), signal);
    const path = await mkdtemp(join(tmpdir(), 'sawtooth-bucket-e2e-'));
    folders.push(path);
    const opened = await openStore({ path, nowMs: Date.now });
    if (!opened.ok) throw new Error(opened.reason);
    const put = await opened.value.putCapture(owner, kept, { role: 'baseline', lifeStartAtMs });
    const here = put.ok ? `captures/${put.value.id}` : '';
    for (const part of [here, `${here}.json`]) await writer.put(part, randomBytes(3), signal);
    const { run } = openBucket(opened.value, config(over), { part: 'all' }, {}, () => undefined);
    const stop = new AbortController();
    const running = run(stop.signal);
    await until(async () => !(await objectsIn(over)).includes(`${gone}.json`));
    stop.abort();
    await running;
    expect([...(await objectsIn(over))].sort()).toEqual([here, `${here}.json`, strange].sort());
  },
);

test.skipIf(command === null)('each refusal is a sentence that says what to do', async () => {
  const put = async (over: Partial<BucketConfig>, aheadMs = 0) => {
    const result = await client(over, aheadMs).put('captures/x', randomBytes(3), signal);
    return result.ok ? 'stored' : result.reason;
  };
  const key = { accessKeyId: server.accessKeyId, secretAccessKey: 'wrong' };
  expect(await put({ credentials: key })).toMatch(/SignatureDoesNotMatch.*secret key/);
  expect(await put({ credentials: { ...key, accessKeyId: 'nobody' } })).toMatch(
    /(InvalidAccessKeyId|UserNotFound).*AWS_ACCESS_KEY_ID/,
  );
  expect(await put({ name: 'nowhere' })).toMatch(/NoSuchBucket.*Create it/);
  expect(await put({ region: 'us-wrong-1' })).toMatch(/region is not us-wrong-1/);
  expect(await put({}, 3_600_000)).toMatch(/clocks differ .*60 min ahead.*NTP/);
});
