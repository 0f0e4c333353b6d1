import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { StoredIncident } from '../../../src/model/incident.ts';
import { limits } from '../../../src/model/limits.ts';
import type { NotificationRecord } from '../../../src/model/notification.ts';
import { failure, success } from '../../../src/model/result.ts';
import { placeBucket } from '../../../src/store/bucket/bucket.ts';
import type { BucketClient } from '../../../src/store/bucket/bucket-client.ts';
import { withBucket } from '../../../src/store/bucket/with-bucket.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { bucketConfig } from '../../support/fake-bucket.ts';
import { incident } from '../../support/snapshots.ts';

const folders: string[] = [];
const stores: Store[] = [];
afterAll(async () => {
  for (const store of stores) await store.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const md5 = (body: Uint8Array) => createHash('md5').update(body).digest('hex');

/** A bucket in memory. `refuses`: it answers everything with this; `isEncrypted`: it tells no checksum. */
function memoryBucket() {
  const objects = new Map<string, Uint8Array>();
  const bucket = { objects, refuses: null as string | null, puts: 0, isEncrypted: false };
  const modified = new Map<string, number>();
  // A clock of its own, which each change moves on.
  let changes = 0;
  const put = (path: string, bytes: Uint8Array) => {
    objects.set(path, bytes);
    modified.set(path, ++changes);
  };
  const got: string[] = [];
  const answer = <T>(value: T) =>
    bucket.refuses === null ? success(value) : failure(bucket.refuses);
  const client: BucketClient = {
    put: async (path, bytes) => {
      if (bucket.refuses === null && !objects.has(path)) put(path, bytes);
      return answer(undefined);
    },
    replace: async (path, bytes) => {
      bucket.puts += 1;
      if (bucket.refuses === null) put(path, bytes);
      return answer(undefined);
    },
    get: async (path) => {
      got.push(path);
      return answer(objects.get(path) ?? null);
    },
    list: async (path, depth) => {
      const below = [...objects.keys()].filter((name) => name.startsWith(path)).sort();
      if (depth === 'all') {
        const all = below.map((path) => {
          const body = objects.get(path) ?? new Uint8Array();
          const etag = bucket.isEncrypted ? 'other' : md5(body);
          return { path, bytes: body.length, etag, modifiedAtMs: modified.get(path) ?? 0 };
        });
        return answer({ objects: all, folders: [] });
      }
      const parts = below.map((name) => `${path}${name.slice(path.length).split('/')[0]}/`);
      return answer({ objects: [], folders: [...new Set(parts)] });
    },
    remove: async (path) => {
      objects.delete(path);
      return answer(undefined);
    },
  };
  return { ...bucket, bucket, client, modified, got };
}

async function open(
  client: BucketClient,
  about: {
    part?: string;
    path?: string;
    retentionTimeMs?: number;
    nowMs?: number;
    belongsHere?: (incident: StoredIncident) => boolean;
    isWriting?: true;
  } = {},
) {
  const path = about.path ?? mkdtempSync(join(tmpdir(), 'sawtooth-mirror-'));
  if (about.path === undefined) folders.push(path);
  const opened = await openStore({ path, nowMs: Date.now });
  if (!opened.ok) throw new Error(opened.reason);
  stores.push(opened.value);
  const { retentionTimeMs = 0, nowMs } = about;
  const config = placeBucket(bucketConfig({ retentionTimeMs }), {});
  const said: string[] = [];
  const { part = 'shard-0-of-2', belongsHere = null } = about;
  const mirrored = withBucket(
    opened.value,
    config,
    client,
    { part, belongsHere },
    {
      say: (text) => said.push(text),
      nowMs: () => nowMs ?? Date.now(),
      random: () => 0,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          const timer = setTimeout(resolve, Math.min(ms, 20));
          signal.addEventListener('abort', () => {
            clearTimeout(timer);
            resolve();
          });
        }),
    },
  );
  const stop = new AbortController();
  const written = Promise.withResolvers<void>();
  if (about.isWriting !== true) written.resolve();
  const running = mirrored.run(stop.signal, written.promise);
  const close = async () => {
    stop.abort();
    await running;
  };
  return { ...mirrored, own: opened.value, path, said, close, stop, written };
}

const rules = new Set([incident().rule]);
const never = new AbortController().signal;
const fired: StoredIncident = {
  ...incident({ id: '1795600000-00000000000000aa', state: 'firing', firedAtMs: 1_795_600_000_000 }),
  memory: { firedAtAgeMs: 60_000, told: 'news' },
};
/** What fires in a bucket may be another deployment's. */
/** The same as a store elsewhere has it from the bucket. */
const doubted = (path: string): StoredIncident => ({
  ...fired,
  isDoubted: true,
  captures: fired.captures.map((one) => ({ ...one, path: join(path, one.path) })),
});
const told: NotificationRecord = {
  incident: fired.id,
  receiver: 'webhook',
  status: 'firing',
  state: 'told',
  atMs: 1_795_600_001_000,
};

test('who begins on an empty disk finds the incidents of his part, and who was told of them', async () => {
  const { client } = memoryBucket();
  const first = await open(client);
  await first.store.putIncident({ ...fired, state: 'pending', firedAtMs: null });
  await first.store.putIncident(fired);
  await first.store.putNotifications([{ ...told, state: 'owed' }]);
  await first.store.putNotifications([told]);
  await first.close();
  expect(first.uploads()).toBe(0);

  const successor = await open(client);
  expect(await successor.recall(rules, never)).toEqual(
    success({ incidents: [fired.id], others: 0, unread: null }),
  );
  expect(successor.store.listIncidents()).toEqual(success([doubted(successor.path)]));
  expect(successor.store.listNotifications()).toEqual(success([told]));
  await successor.close();

  const other = await open(client, { part: 'shard-1-of-2' });
  expect(await other.recall(rules, never)).toEqual(
    success({ incidents: [], others: 0, unread: null }),
  );
  await other.close();
});

test('captures of an incident of a store that was elsewhere are where this one has them; others are left out', async () => {
  const { client } = memoryBucket();
  const first = await open(client);
  const within = 'captures/2026-11-22/shop/1795378486000-heap-baseline.pb.gz';
  const [capture] = fired.captures;
  if (capture === undefined) throw new Error('no capture');
  const paths = [
    join(first.path, within),
    '/etc/passwd',
    `${first.path}/captures/2026-11-22/../../a`,
  ];
  await first.store.putIncident({
    ...fired,
    captures: paths.map((path) => ({ ...capture, path })),
  });
  await first.close();
  const successor = await open(client);
  await successor.recall(rules, never);
  const listed = successor.store.listIncidents();
  const captures = listed.ok ? listed.value.flatMap((one) => one.captures) : [];
  expect(captures.map(({ path }) => path)).toEqual([join(successor.path, within)]);
  await successor.close();
});

test('who knows of incidents asks the bucket for none', async () => {
  const { client } = memoryBucket();
  const first = await open(client);
  await first.store.putIncident(fired);
  await first.close();
  const own = await open(client);
  await own.store.putIncident(incident({ id: '1795600009-00000000000000bb' }));
  expect(await own.recall(rules, never)).toEqual(
    success({ incidents: [], others: 0, unread: null }),
  );
  expect(own.store.listIncidents()).toMatchObject({
    value: [{ id: '1795600009-00000000000000bb' }],
  });
  await own.close();
});

test('what a kill kept from the bucket goes there at the next start', async () => {
  const { client, objects } = memoryBucket();
  const path = mkdtempSync(join(tmpdir(), 'sawtooth-mirror-'));
  folders.push(path);
  const opened = await openStore({ path, nowMs: Date.now });
  if (!opened.ok) throw new Error(opened.reason);
  await opened.value.putIncident(fired);
  await opened.value.close();
  const next = await open(client, { path });
  await expect.poll(() => [...objects.keys()].length, { timeout: 15_000 }).toBe(2);
  await next.close();
  expect([...objects.keys()][0]).toMatch(/^incidents\/shard-0-of-2\/1795600000-/);
});

test('a bucket that refuses is said, and the incident is in the store all the same', async () => {
  const { client, bucket, objects } = memoryBucket();
  bucket.refuses = 'could not store x in the bucket: read-only';
  const own = await open(client);
  expect(await own.recall(rules, never)).toEqual(failure(bucket.refuses));
  expect(await own.store.putIncident(fired)).toEqual(success(undefined));
  await expect.poll(() => own.said.join(), { timeout: 15_000 }).toContain('read-only');
  expect(own.store.listIncidents()).toEqual(success([fired]));
  bucket.refuses = null;
  await expect.poll(() => objects.size, { timeout: 15_000 }).toBe(2);
  await own.close();
});

test('old ones go from the bucket unless the store has them, of parts that are gone too, damaged ones are left out', async () => {
  const { client, objects, modified } = memoryBucket();
  const day = 86_400_000;
  const nowMs = 1_795_600_000_000 + 40 * day;
  const old = '1795000000-00000000000000cc/incident.json';
  const gone = [`incidents/shard-0-of-2/${old}`, `incidents/pod-that-was/${old}`];
  const youngId = `${Math.floor(nowMs / 1000)}-00000000000000dd`;
  // Of a part that still says of its incident what becomes of it.
  const goingOn = `incidents/shard-1-of-2/${old}`;
  const staying = [`incidents/shard-0-of-2/${youngId}/incident.json`, goingOn, 'incidents/read.me'];
  for (const path of [...gone, ...staying]) objects.set(path, Buffer.from('{'));
  modified.set(goingOn, nowMs - day);
  const own = await open(client, { retentionTimeMs: 30 * day, nowMs });
  expect(await own.recall(rules, never)).toEqual(
    success({ incidents: [], others: 0, unread: null }),
  );
  await own.store.putIncident(fired);
  for (const path of gone) {
    await expect.poll(() => objects.has(path), { timeout: 15_000 }).toBe(false);
  }
  await own.close();
  expect(staying.filter((path) => !objects.has(path))).toEqual([]);
  expect([...objects.keys()].some((path) => path.includes(fired.id))).toBe(true);
});

test('a bucket that is slow gives the newest incidents in time, and says how many it did not', async () => {
  const { client, objects } = memoryBucket();
  const ids = Array.from({ length: 40 }, (_, nth) => `17956${String(nth).padStart(5, '0')}-aa`);
  for (const id of ids) {
    const at = `incidents/shard-0-of-2/${id}`;
    objects.set(`${at}/incident.json`, Buffer.from(JSON.stringify({ ...fired, id })));
    objects.set(
      `${at}/notifications.json`,
      Buffer.from(JSON.stringify([{ ...told, incident: id }])),
    );
  }
  const deadline = new AbortController();
  let given = 0;
  const slow: BucketClient = {
    ...client,
    get: async (path, signal) => {
      if (path.endsWith('snoozes.json')) return client.get(path, signal);
      if (given === 40) deadline.abort();
      if (signal.aborted) return failure('the deadline passed');
      given += 1;
      return client.get(path, signal);
    },
  };
  const own = await open(slow);
  const recalled = await own.recall(rules, deadline.signal);
  const listed = own.store.listIncidents();
  const kept = listed.ok ? listed.value.map(({ id }) => id) : [];
  // Two files of each, eight incidents at a time.
  expect(kept).toEqual(ids.slice(-20));
  expect(recalled).toEqual(
    success({
      incidents: ids.slice(-20),
      others: 0,
      unread: { incidents: 20, reason: 'the deadline passed' },
    }),
  );
  await own.close();
});

test('an incident of a rule that nobody knows here stays in the bucket as it is', async () => {
  const { client, objects } = memoryBucket();
  const first = await open(client);
  await first.store.putIncident(fired);
  await first.store.putIncident({ ...fired, id: '1795600009-bb', rule: 'TheirOwn' });
  await first.store.putNotifications([{ ...told, incident: '1795600009-bb' }]);
  await first.close();
  const theirs = () => [...objects].filter(([path]) => path.includes('1795600009-bb'));
  const before = theirs();
  expect(before).toHaveLength(2);
  const own = await open(client);
  expect(await own.recall(rules, never)).toEqual(
    success({ incidents: [fired.id], others: 1, unread: null }),
  );
  expect(own.store.listIncidents()).toEqual(success([doubted(own.path)]));
  expect(own.store.listNotifications()).toEqual(success([]));
  await own.close();
  expect(theirs()).toEqual(before);
});

/** The text of a file of the incident in the bucket. */
function inBucket(objects: ReadonlyMap<string, Uint8Array>, file: string, id = fired.id): string {
  return Buffer.from(objects.get(`incidents/shard-0-of-2/${id}/${file}`) ?? []).toString();
}

const owed: NotificationRecord = { ...told, state: 'owed' };
const older: StoredIncident = { ...fired, memory: { firedAtAgeMs: 70_000, told: 'news' } };

test.each([
  [false, 2],
  [true, 4],
])(
  'a change of the same length that a kill kept from the bucket goes there at the next start (checksums hidden: %s)',
  async (isEncrypted, puts) => {
    const { client, bucket, objects } = memoryBucket();
    bucket.isEncrypted = isEncrypted;
    const other = { ...fired, id: '1795600009-bb' };
    const first = await open(client);
    await first.store.putIncident(other);
    await first.store.putIncident(fired);
    await first.store.putNotifications([owed]);
    await expect.poll(() => first.uploads(), { timeout: 15_000 }).toBe(0);
    bucket.refuses = 'down';
    await first.store.putNotifications([told]);
    await first.store.putIncident(older);
    await first.close();
    await first.own.close();
    bucket.refuses = null;
    bucket.puts = 0;

    const next = await open(client, { path: first.path });
    await expect
      .poll(() => inBucket(objects, 'notifications.json'), { timeout: 15_000 })
      .toBe(`${JSON.stringify([told])}\n`);
    await expect
      .poll(() => inBucket(objects, 'incident.json'), { timeout: 15_000 })
      .toContain('"firedAtAgeMs": 70000');
    // Nor does what the bucket has go there again and again.
    await new Promise((done) => setTimeout(done, 200));
    await next.close();
    expect(bucket.puts).toBe(puts);
  },
);

test('what found the queue full goes to the bucket all the same, as it is by then', async () => {
  const { client, bucket, objects } = memoryBucket();
  const own = await open(client);
  await own.store.putIncident(fired);
  await expect.poll(() => own.uploads(), { timeout: 15_000 }).toBe(0);
  bucket.refuses = 'down';
  const many = Array.from({ length: limits.uploads_waiting.most + 10 }, (_, nth) => ({
    ...told,
    incident: `1795600000-${nth}`,
  }));
  await own.store.putNotifications(many);
  await own.store.putIncident(older);
  const late = { ...fired, id: '1795600009-bb' };
  await own.store.putIncident(late);
  bucket.refuses = null;
  await expect
    .poll(() => inBucket(objects, 'incident.json', late.id), { timeout: 20_000 })
    .toContain(late.id);
  await expect
    .poll(() => inBucket(objects, 'incident.json'), { timeout: 15_000 })
    .toContain('"firedAtAgeMs": 70000');
  await own.close();
}, 40_000);

test('what goes from the store before its turn is in the bucket as it ended, with who was told', async () => {
  const { client, bucket, objects } = memoryBucket();
  const own = await open(client);
  await own.store.putIncident(fired);
  await own.store.putNotifications([told]);
  await expect.poll(() => own.uploads(), { timeout: 15_000 }).toBe(0);
  bucket.refuses = 'down';
  await own.store.putIncident({ ...fired, state: 'resolved', resolvedAtMs: 1_795_600_100_000 });
  await own.store.removeIncident(fired.id);
  bucket.refuses = null;
  await expect.poll(() => own.uploads(), { timeout: 15_000 }).toBe(0);
  await own.close();
  expect(inBucket(objects, 'incident.json')).toContain('"state": "resolved"');
  expect(inBucket(objects, 'notifications.json')).toBe(`${JSON.stringify([told])}\n`);
});

test('shards of another number find what is theirs among what the earlier ones have left, once', async () => {
  const { client, objects } = memoryBucket();
  const put = async (part: string, all: readonly StoredIncident[]) => {
    const left = await open(client, { part });
    for (const one of all) await left.store.putIncident(one);
    await left.store.putNotifications(all.map(({ id }) => ({ ...told, incident: id })));
    await left.close();
  };
  const of = (workload: string, second: number, state: 'firing' | 'resolved' = 'firing') => ({
    ...{ ...fired, id: `${1_795_600_000 + second}-aa`, workload, state },
    ...(state === 'resolved' ? { resolvedAtMs: 1_795_600_100_000 } : {}),
  });
  await put('shard-0-of-2-aa11', [of('cart', 0), of('shop', 1)]);
  // It has moved once before, and ended there.
  await put('shard-0-of-3-aa11', [of('shop', 1, 'resolved')]);
  await put('shard-1-of-2-aa11', [of('search', 2)]);
  await put('shard-0-of-2-bb22', [of('cart', 3)]);
  await put('node-7-aa11', [of('cart', 4)]);
  const mine = ['cart', 'shop'];
  const about = {
    part: 'shard-1-of-5-aa11',
    belongsHere: ({ workload }: StoredIncident) => mine.includes(workload),
  };
  const own = await open(client, about);
  const ids = ['1795600000-aa', '1795600001-aa'];
  expect(await own.recall(rules, never)).toEqual(
    success({ incidents: ids, others: 0, unread: null }),
  );
  expect(own.store.listIncidents()).toMatchObject({
    value: [
      { workload: 'cart', state: 'firing', isDoubted: true },
      { workload: 'shop', state: 'resolved' },
    ],
  });
  expect(own.store.listNotifications()).toMatchObject({
    value: ids.map((id) => ({ incident: id })),
  });
  // They are in its own part from now on, as they were.
  const there = `incidents/${about.part}/1795600000-aa/incident.json`;
  await expect.poll(() => objects.has(there), { timeout: 15_000 }).toBe(true);
  expect(Buffer.from(objects.get(there) ?? []).toString()).not.toContain('isDoubted');
  await own.close();
  // What earlier ones say later, while the number changes, is heard at the next start.
  await put('shard-0-of-2-aa11', [of('cart', 9)]);
  const again = await open(client, about);
  expect(await again.recall(rules, never)).toMatchObject({
    value: { incidents: [...ids, '1795600009-aa'] },
  });
  await again.close();
});

describe('back to an earlier number of shards', () => {
  const [three, two] = ['shard-0-of-3-aa11', 'shard-1-of-2-aa11'];
  const belongsHere = () => true;
  const over: StoredIncident = { ...fired, state: 'resolved', resolvedAtMs: 1_795_600_900_000 };
  /** What began while there were three, and went on and was over while there were two. */
  async function movedAway() {
    const memory = memoryBucket();
    const first = await open(memory.client, { part: three, belongsHere });
    await first.store.putIncident(fired);
    await first.close();
    const second = await open(memory.client, { part: two, belongsHere });
    await second.recall(rules, never);
    await second.store.putIncident({ ...over, captures: [] });
    await second.store.putNotifications([{ ...told, status: 'resolved' }]);
    await second.store.putIncident({ ...fired, id: '1795600500-bb' });
    await second.close();
    await first.own.close();
    return { ...memory, path: first.path };
  }
  const marked = (objects: ReadonlyMap<string, Uint8Array>) =>
    [...objects.keys()].some((path) => path === `incidents/${three}/read-up-to.json`);
  const expected = [
    { id: fired.id, state: 'resolved' },
    { id: '1795600500-bb', state: 'firing', isDoubted: true },
  ];

  test('an empty disk has what was over meanwhile, and what began', async () => {
    const { client, objects } = await movedAway();
    const again = await open(client, { part: three, belongsHere });
    await again.recall(rules, never);
    expect(again.store.listIncidents()).toMatchObject({ value: expected });
    expect(again.store.listNotifications()).toMatchObject({ value: [{ status: 'resolved' }] });
    await expect.poll(() => marked(objects), { timeout: 15_000 }).toBe(true);
    await again.close();
    const [own] = [...objects].filter(([path]) =>
      path.endsWith(`${three}/${fired.id}/incident.json`),
    );
    expect(Buffer.from(own?.[1] ?? []).toString()).toContain('"state": "resolved"');
  });

  test('so has a disk that was kept; and what was read once is not read at each start', async () => {
    const { client, path, objects, got } = await movedAway();
    const kept = await open(client, { part: three, belongsHere, path });
    await kept.recall(rules, never);
    expect(kept.store.listIncidents()).toMatchObject({ value: expected });
    await expect.poll(() => marked(objects), { timeout: 15_000 }).toBe(true);
    await kept.close();
    await kept.own.close();
    got.length = 0;
    const next = await open(client, { part: three, belongsHere, path });
    expect(await next.recall(rules, never)).toMatchObject({ value: { incidents: [] } });
    await next.close();
    // The mark, and the two files of the incident that was written last: of the same second there might be another.
    expect(got).toHaveLength(3);
  });

  test('a copy that was left behind does not take the place of what has gone on, however late it is written', async () => {
    const memory = await movedAway();
    // The shard that kept its disk writes what it knows once more, as another one that has nothing to say of it.
    const stale = await open(memory.client, { part: 'shard-0-of-2-aa11', path: memory.path });
    await expect.poll(() => stale.uploads(), { timeout: 15_000 }).toBe(0);
    await stale.store.putIncident(fired);
    await stale.close();
    await stale.own.close();
    const again = await open(memory.client, { part: three, belongsHere });
    await again.recall(rules, never);
    expect(again.store.listIncidents()).toMatchObject({ value: expected });
    await again.close();
  });

  test('how many pods have parts of their own in the bucket makes no difference', async () => {
    const { client, objects } = await movedAway();
    for (let pod = 0; pod < 50; pod++)
      objects.set(`incidents/pod-${pod}-aa11/x/incident.json`, Buffer.from('{'));
    const asked: string[] = [];
    const counting: BucketClient = {
      ...client,
      list: async (path, ...rest) => {
        const listed = await client.list(path, ...rest);
        if (listed.ok) asked.push(...listed.value.folders);
        return listed;
      },
    };
    const again = await open(counting, { part: three, belongsHere });
    await again.recall(rules, never);
    await again.close();
    expect(asked.toSorted()).toEqual([`incidents/${three}/`, `incidents/${two}/`].toSorted());
  });

  test('one process that shares with nobody any more has all that shards have left', async () => {
    const { client } = await movedAway();
    const all = await open(client, { part: 'all-aa11', belongsHere });
    await all.recall(rules, never);
    expect(all.store.listIncidents()).toMatchObject({ value: expected });
    await all.close();
  });
});

test('whom somebody tells while the process ends is in the bucket, also where the disk is slow', async () => {
  const { client, objects } = memoryBucket();
  const own = await open(client, { isWriting: true });
  await own.store.putIncident(fired);
  await expect.poll(() => own.uploads(), { timeout: 15_000 }).toBe(0);
  own.stop.abort();
  await new Promise((done) => setTimeout(done, 100));
  void own.store.putNotifications([told]);
  own.written.resolve();
  await own.close();
  expect(inBucket(objects, 'notifications.json')).toBe(`${JSON.stringify([told])}\n`);
});

test('a record in the folder of another incident is left out', async () => {
  const { client, objects } = memoryBucket();
  const text = Buffer.from(JSON.stringify({ ...fired, id: '1795600000-bb' }));
  objects.set(`incidents/shard-0-of-2/${fired.id}/incident.json`, text);
  const own = await open(client);
  await own.recall(rules, never);
  expect(own.store.listIncidents()).toEqual(success([]));
  await own.close();
});

test('who has incidents of his own, and was never that shard before, finds those that have come to him', async () => {
  const { client } = memoryBucket();
  const left = await open(client, { part: 'shard-1-of-2-aa11' });
  await left.store.putIncident(fired);
  await left.close();
  // As at a start: nothing is uploaded before it has asked.
  const asking: BucketClient = { ...client, replace: async () => failure('not yet') };
  const own = await open(asking, { part: 'shard-0-of-1-aa11', belongsHere: () => true });
  const other = incident({ id: '1795600009-00000000000000bb' });
  await own.own.putIncident(other);
  expect(await own.recall(rules, never)).toMatchObject({ value: { incidents: [fired.id] } });
  await own.close();
});

describe('snoozes', () => {
  const snooze = (id: string) => ({
    ...{ id, workload: `w-${id}`, why: 'known', by: 'ann' },
    ...{ sinceMs: 1_795_600_000_000, untilMs: 1_895_600_000_000 },
  });
  const path = 'incidents/shard-0-of-2/snoozes.json';

  test('are in the bucket with the incidents, and who begins on an empty disk has them', async () => {
    const { client, objects } = memoryBucket();
    const first = await open(client);
    await first.store.putSnoozes([snooze('a'), snooze('b')]);
    await first.store.putSnoozes([snooze('b')]);
    await first.close();
    expect(first.uploads()).toBe(0);
    const successor = await open(client);
    await successor.recall(rules, never);
    expect(successor.store.listSnoozes()).toEqual(success([snooze('b')]));
    // One that was ended is ended for the next disk as well.
    await successor.store.putSnoozes([]);
    await successor.close();
    expect(Buffer.from(objects.get(path) ?? []).toString()).toBe('[]\n');
  });

  test('that a kill kept from the bucket go there at the next start; an empty disk takes none away', async () => {
    const { client, bucket, objects } = memoryBucket();
    bucket.refuses = 'down';
    const first = await open(client);
    await first.store.putSnoozes([snooze('a')]);
    await first.close();
    await first.own.close();
    bucket.refuses = null;
    const next = await open(client, { path: first.path });
    await expect.poll(() => objects.has(path), { timeout: 15_000 }).toBe(true);
    await next.close();
    // What the bucket has could not be asked for at that start.
    const empty = await open(client);
    await new Promise((done) => setTimeout(done, 100));
    await empty.close();
    expect(Buffer.from(objects.get(path) ?? []).toString()).toContain('"id":"a"');
  });

  test('come along to shards of another number', async () => {
    const { client } = memoryBucket();
    for (const part of ['shard-0-of-2-aa11', 'shard-1-of-2-aa11', 'all-bb22']) {
      const left = await open(client, { part });
      await left.store.putIncident({ ...fired, id: `1795600000-${part.length}` });
      await left.store.putSnoozes([snooze(part)]);
      await left.close();
    }
    const own = await open(client, { part: 'shard-2-of-3-aa11', belongsHere: () => false });
    await own.recall(rules, never);
    const kept = own.store.listSnoozes();
    expect(kept.ok && kept.value.map(({ id }) => id)).toEqual([
      'shard-0-of-2-aa11',
      'shard-1-of-2-aa11',
    ]);
    await own.close();
  });

  test('that were ended elsewhere stay ended, and the last that was asked for counts', async () => {
    const { client } = memoryBucket();
    const [one, other] = [snooze('a'), snooze('b')];
    const part = 'shard-0-of-3-aa11';
    const belongsHere = () => true;
    const first = await open(client, { part, belongsHere });
    await first.store.putSnoozes([one, other]);
    await first.store.putIncident(fired);
    await first.close();
    await first.own.close();
    const elsewhere = await open(client, { part: 'shard-1-of-2-aa11', belongsHere });
    await elsewhere.recall(rules, never);
    const ended = { ...one, untilMs: one.sinceMs + 1000, endedOfMs: one.untilMs };
    const newer = { ...other, id: 'c', sinceMs: other.sinceMs + 1000 };
    await elsewhere.store.putSnoozes([ended, newer]);
    await elsewhere.close();
    const again = await open(client, { part, belongsHere, path: first.path });
    await again.recall(rules, never);
    expect(again.store.listSnoozes()).toEqual(success([ended, newer]));
    await again.close();
  });
});
