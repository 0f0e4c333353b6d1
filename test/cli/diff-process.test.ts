import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DiffProcess } from '../../src/cli/diff-process.ts';
import type { Capture } from '../../src/model/capture.ts';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import { goroutineBytes, heapBytes } from '../support/profile-text.ts';

const comparing = new DiffProcess();
afterAll(() => comparing.close());
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sawtooth-compare-'));
});

async function stored(name: string, bytes: Uint8Array, atMs = 0): Promise<Capture> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return {
    id: name,
    targetId: 'abc',
    kind: 'heap',
    role: 'manual',
    atMs,
    lifeStartAtMs: 0,
    gc: true,
    path,
    bytes: bytes.length,
    tookMs: 1,
  };
}

test('a capture that cannot be read is a sentence that names it', async () => {
  const broken = await stored('broken.pb.gz', new TextEncoder().encode('<html>'));
  const result = await comparing.diff(folder, [broken], new AbortController().signal);
  expect(result).toMatchObject({ ok: false, reason: expect.stringContaining('broken.pb.gz') });
});

test('one that is damaged or gone keeps nobody else from being compared', async () => {
  const heap = (i: number) => {
    const atMs = 1_700_000_000_000 + i * 10_000;
    const text = `${i * 3000} ${i * 3000} 4096 shop/cache.Put shop/cache.go:3 < main.main main.go:5`;
    return stored(`${i}.pb.gz`, heapBytes(text, { atMs }), atMs);
  };
  const broken = await stored('damaged.pb.gz', new Uint8Array([0x1f, 0x8b, 8]));
  const gone = { ...(await heap(2)), path: join(folder, 'gone.pb.gz') };
  const captures = [broken, await heap(1), gone, await heap(3), await heap(4)];
  const result = await comparing.diff(folder, captures, new AbortController().signal);
  expect(result).toMatchObject({ ok: true, value: { captures: 3 } });
  const { culprits, warnings } = result.ok ? result.value : { culprits: [], warnings: [] };
  expect(culprits[0]?.function).toBe('shop/cache.Put');
  expect(warnings).toEqual(
    expect.arrayContaining([
      expect.stringContaining('damaged.pb.gz'),
      expect.stringContaining('gone.pb.gz'),
    ]),
  );
});

test('who comes when too many wait is sent away, and those who wait have their turn', async () => {
  const views = new DiffProcess(2);
  const broken = await stored('waits.pb.gz', new TextEncoder().encode('<html>'));
  const { signal } = new AbortController();
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => views.diff(folder, [broken], signal)),
  );
  views.close();
  const reasons = answers.map((answer) => (answer.ok ? '' : answer.reason));
  expect(reasons.filter((reason) => reason.includes('waits.pb.gz'))).toHaveLength(3);
  expect(reasons.filter((reason) => reason.includes('2 others wait'))).toHaveLength(2);
});

test('who waits for a turn when it is closed starts no other process', async () => {
  const views = new DiffProcess();
  const broken = await stored('closed.pb.gz', new TextEncoder().encode('<html>'));
  const { signal } = new AbortController();
  const asked = [views.diff(folder, [broken], signal), views.diff(folder, [broken], signal)];
  await new Promise((resolve) => setTimeout(resolve, 0));
  views.close();
  const [first, second] = await Promise.all(asked);
  expect(first).toMatchObject({ ok: false, reason: 'comparing captures: stopped' });
  expect(second).toMatchObject({ ok: false, reason: 'comparing captures: stopped' });
});

test('a stop ends a comparison under way, and the next one gets a process of its own', async () => {
  const broken = await stored('again.pb.gz', new TextEncoder().encode('<html>'));
  const stop = new AbortController();
  const under = comparing.diff(folder, [broken], stop.signal);
  stop.abort();
  expect(await under).toMatchObject({ ok: false, reason: expect.stringContaining('stopped') });
  const next = await comparing.diff(folder, [broken], new AbortController().signal);
  expect(next).toMatchObject({ ok: false, reason: expect.stringContaining('again.pb.gz') });
});

test('columns of a store become one profile there, or a sentence', async () => {
  const { signal } = new AbortController();
  const bytes = goroutineBytes('30 app.wait app.go:3 < main.main main.go:5');
  const main = { type: 'goroutine:goroutine:count:goroutine:count', bytes };
  const columns = {
    name: 'a store',
    atMs: 1.7e12,
    total: 30,
    main,
    objects: null,
    allocated: null,
  };
  const joined = await comparing.join(columns, signal);
  const profile = joined.ok ? decodeProfile(joined.value) : joined;
  expect(profile).toMatchObject({ ok: true, value: { stacks: { count: 1 } } });
  expect(await comparing.join({ ...columns, total: 60 }, signal)).toMatchObject({
    ok: false,
    reason: expect.stringContaining('a store: the profile at'),
  });
});

test.skipIf(process.platform !== 'linux')(
  'a process that dies is a sentence, and the next comparison gets another',
  async () => {
    const views = new DiffProcess();
    const broken = await stored('killed.pb.gz', new TextEncoder().encode('<html>'));
    const { signal } = new AbortController();
    const before = new Set(childrenThatCompare());
    const asked = views.diff(folder, [broken], signal);
    await new Promise((resolve) => setTimeout(resolve, 0));
    const mine = childrenThatCompare().filter((pid) => !before.has(pid));
    expect(mine).toHaveLength(1);
    process.kill(mine[0] as number, 'SIGABRT');
    expect(await asked).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/ended by SIGABRT; what it compares needs more than 512 MB/),
    });
    const next = await views.diff(folder, [broken], signal);
    expect(next).toMatchObject({ ok: false, reason: expect.stringContaining('killed.pb.gz') });
    views.close();
  },
);

function childrenThatCompare(): readonly number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const isOurs = (pid: string) => {
    try {
      const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return Number(parent) === process.pid;
    } catch {
      return false;
    }
  };
  return pids.filter(isOurs).map(Number);
}
