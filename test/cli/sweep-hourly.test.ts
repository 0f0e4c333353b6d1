import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { LateLines } from '../../src/cli/late-lines.ts';
import { StoreGrowth } from '../../src/cli/store-growth.ts';
import { type SweepDeps, sleepUnheld, sweepHourly } from '../../src/cli/sweep-hourly.ts';
import { SweptCaptures } from '../../src/cli/swept-captures.ts';
import type { Capture } from '../../src/model/capture.ts';
import { failure } from '../../src/model/result.ts';
import { memoryBook } from '../../src/store/memory-book.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import type { Swept } from '../../src/store/sweep-retention.ts';
import type { Deps } from '../../src/watch/deps.ts';
import { capture, target } from '../support/snapshots.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-hourly-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dayMs = 86_400_000;
const startMs = Date.UTC(2026, 10, 22, 12);
/** What each sweep of the last run has left. */
const held: number[] = [];
const nothing = { targets: [], incidents: [] };

async function opened(path: string): Promise<Store> {
  const store = await openStore({ path, nowMs: () => startMs, book: memoryBook() });
  if (!store.ok) throw new Error(store.reason);
  return store.value;
}

/** Runs `hours` sweeps on a clock of its own; what each of them said. */
async function run(store: Store, hours: number, over: Partial<SweepDeps> = {}): Promise<Swept[]> {
  const stop = new AbortController();
  const said: Swept[] = [];
  held.length = 0;
  let nowMs = startMs;
  await sweepHourly(
    {
      store,
      retention: () => ({ retentionTimeMs: 15 * dayMs, retentionSizeBytes: 0 }),
      measured: (bytes) => held.push(bytes),
      snapshot: () => nothing,
      isAllFound: () => true,
      swept: (swept) => said.push(swept),
      grown: () => new Promise(() => undefined),
      nowMs: () => nowMs,
      sleep: async (ms) => {
        nowMs += ms;
        if (nowMs - startMs >= hours * 3_600_000) stop.abort();
      },
      ...over,
    },
    stop.signal,
  );
  return said;
}

test('sweeps at once and then each hour; only news is told', async () => {
  const store = await opened(folder);
  const put = async (ageMs: number) => {
    const profile = {
      kind: 'heap',
      tookMs: 1,
      url: 'u',
      gc: true,
      bytes: Buffer.from('x'),
    } as const;
    const stored = await store.putCapture(
      { id: 't', labels: {} },
      { ...profile, atMs: startMs - ageMs },
      { role: 'baseline', lifeStartAtMs: 0 },
    );
    if (!stored.ok) throw new Error(stored.reason);
    return stored.value;
  };
  const old = await put(16 * dayMs);
  const soon = await put(15 * dayMs - 5_400_000);
  const young = await put(dayMs);
  const said = await run(store, 4);
  expect(said.map(({ captures }) => captures)).toEqual([[old.id], [soon.id]]);
  expect([old, soon, young].map(({ path }) => existsSync(path))).toEqual([false, false, true]);
  expect(held).toHaveLength(4);
  expect(held.at(-1)).toBeGreaterThan(0);
});

test('what has not been found yet is not gone: its first profile stays', async () => {
  const store = await opened(join(folder, 'unfound'));
  const stored = await store.putCapture(
    { id: 't', labels: {} },
    {
      ...{ kind: 'heap', tookMs: 1, url: 'u', gc: true, bytes: Buffer.from('x') },
      atMs: startMs - 20 * dayMs,
    },
    { role: 'baseline', lifeStartAtMs: 0 },
  );
  if (!stored.ok) throw new Error(stored.reason);
  expect(await run(store, 2, { isAllFound: () => false })).toEqual([]);
  expect(existsSync(stored.value.path)).toBe(true);
  const [swept] = await run(store, 1);
  expect(swept?.captures).toEqual([stored.value.id]);
});

test('a failure is told at each sweep and stops nothing', async () => {
  const file = join(folder, 'file');
  const lost = await opened(file);
  rmSync(file, { recursive: true });
  writeFileSync(file, '');
  const said = await run(lost, 3);
  expect(said.map(({ problems }) => problems.length)).toEqual([1, 1, 1]);
  const broken = () => {
    throw new Error('a bug');
  };
  expect(await run(await opened(folder), 2, { snapshot: broken })).toMatchObject([
    { problems: [expect.stringContaining('a bug')] },
    { problems: [expect.stringContaining('a bug')] },
  ]);
});

test('the timer ends with the signal', async () => {
  const stop = new AbortController();
  const slept = sleepUnheld(3_600_000, stop.signal);
  stop.abort();
  await slept;
});

test('a diff leaves out what was swept of the lives that go on', async () => {
  const of = target('shop', 'i:1');
  const [a, b, c] = [9, 6, 3].map((age) => capture(of, 'suspicion', age));
  if (!a || !b || !c) throw new Error('three captures were made');
  const asked: (readonly Capture[])[] = [];
  const diff: Deps['diff'] = async (captures) => {
    asked.push(captures);
    return failure('not compared');
  };
  const swept = new SweptCaptures();
  const deps = swept.without({ diff } as Deps);
  const sweep = (...captures: string[]) => ({
    captures,
    incidents: [],
    workloads: 0,
    freedBytes: 1,
    heldBytes: 1,
    problems: [],
  });
  swept.add(sweep(b.id, 'of another life'), [{ captures: [a, b, c] }]);
  await deps.diff([a, b, c], AbortSignal.abort());
  swept.add(sweep(a.id), [{ captures: [a, b, c] }]);
  await deps.diff([a, b, c], AbortSignal.abort());
  expect(asked).toEqual([[a, c], [c]]);
});

test.each([
  ['lines are written at once', false, ['sawtooth: a\n', 'sawtooth: a\n', 'sawtooth: b\n']],
  ['while a screen is shown they wait, and each comes once', true, []],
])('%s', (_, wait, atOnce) => {
  const written: string[] = [];
  const late = new LateLines(wait, { write: (text: string) => written.push(text) });
  late.say(['a']);
  late.say(['a', 'b']);
  expect(written).toEqual(atOnce);
  late.flush();
  expect(new Set(written)).toEqual(new Set(['sawtooth: a\n', 'sawtooth: b\n']));
});

test('what fills a small store within the hour is swept when a quarter of it has come', async () => {
  const store = await opened(join(folder, 'growing'));
  const growth = new StoreGrowth();
  const mib = 2 ** 20;
  const { storeCapture, removeCapture } = growth.counted({
    storeCapture: async (_: unknown, { bytes }: { bytes: Uint8Array }) => ({
      ok: true,
      value: { bytes: bytes.length },
    }),
    removeCapture: async () => ({ ok: true }),
  } as unknown as Deps);
  const put = async (mibs: number) => {
    const about = { bytes: { length: mibs * mib } };
    await storeCapture(...([{}, about, {}] as unknown as Parameters<Deps['storeCapture']>));
  };
  const isDue: boolean[] = [];
  await run(store, 3, {
    retention: () => ({ retentionTimeMs: 0, retentionSizeBytes: 4 * mib }),
    grown: (bytes) => growth.by(bytes),
    sleep: async (_ms, signal) => {
      if (isDue.length === 3) throw new Error('enough');
      // A ring that takes one and gives one back grows by nothing.
      for (let i = 0; i < 8; i++) {
        await put(0.5);
        await removeCapture({ bytes: 0.5 * mib } as Capture);
      }
      await put(isDue.length === 1 ? 1 : 0.5);
      await new Promise((done) => setImmediate(done));
      isDue.push(signal.aborted);
    },
  }).catch(() => undefined);
  expect(isDue).toEqual([false, true, false]);
});
