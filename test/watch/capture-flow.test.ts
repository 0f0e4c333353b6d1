import { expect, test } from 'vitest';
import type { Capture, CaptureRole } from '../../src/model/capture.ts';
import type { WatchEvent } from '../../src/model/event.ts';
import type { Figures } from '../../src/model/reading.ts';
import type { MemoryNow } from '../../src/model/recorder.ts';
import { failure, success } from '../../src/model/result.ts';
import { CaptureFlow } from '../../src/watch/capture-flow.ts';
import type { Deps } from '../../src/watch/deps.ts';
import { newTargetState } from '../../src/watch/target-state.ts';
import { capture, target as watched } from '../support/snapshots.ts';

const mib = 2 ** 20;
const http = { headers: {} };
const profiles = { url: 'http://127.0.0.1/', kinds: ['heap'], gc: true, minIntervalMs: 1000, http };

/**
 * A target of 100 MiB of which so much is held before and after each capture, and what was said and fetched. With
 * `scraped` nobody can look at its memory, and only what its page says is known.
 */
function world(
  heldMib: (asked: number) => number,
  book = new Map<string, number>(),
  scraped?: Figures,
) {
  const said: WatchEvent[] = [];
  let asked = 0;
  let nowMs = 1e9;
  const look = (): MemoryNow => {
    const bytes = heldMib(asked) * mib;
    return {
      atMs: nowMs,
      startAtMs: null,
      usedBytes: bytes,
      residentBytes: bytes,
      peakBytes: null,
      limitBytes: 100 * mib,
    };
  };
  const of = { ...watched('shop', 'i:1'), profiles } as ReturnType<typeof watched>;
  const deps = {
    nowMs: () => nowMs,
    emit: (event: WatchEvent) => said.push(event),
    lookAtMemory: async () => (scraped === undefined ? look() : null),
    recallCaptures: async () => success([]),
    fetchProfile: async () => {
      asked += 1;
      return success({});
    },
    storeCapture: async () => success({ ...capture(of, 'suspicion', 0), bytes: mib }),
    diff: async () => failure('not compared'),
  } as unknown as Deps;
  const state = newTargetState(of);
  Object.assign(state, { lifeStartAtMs: capture(of, 'suspicion', 0).lifeStartAtMs, health: 'up' });
  Object.assign(state, { recalledLifeAtMs: state.lifeStartAtMs });
  if (scraped !== undefined) {
    Object.assign(state, { figures: scraped, limitBytes: 100 * mib });
  }
  const listener = { diffed: () => undefined };
  const flow = new CaptureFlow(deps, new AbortController().signal, listener, book);
  const take = async (role: CaptureRole) => {
    nowMs += 3_600_000;
    flow.take(state, role, ['heap'], 1);
    await flow.idle();
  };
  const refusals = () =>
    said.flatMap((event) =>
      event.kind === 'capture-failed' && event.role !== null ? [event.reason] : [],
    );
  return { take, refusals, asked: () => asked };
}

test.each<CaptureRole>(['baseline', 'suspicion', 'incident', 'manual'])(
  'a capture (%s) is left out where less than twice the cost of one is free',
  async (role) => {
    // The first takes 4 MiB; then 7 MiB are free, and later 9.
    const near = world((asked) => (asked === 0 ? 89 : 93));
    await near.take('manual');
    await near.take(role);
    expect(near.asked()).toBe(1);
    expect(near.refusals()).toEqual([
      'it is left out while 7168 KiB are free below the limit of 100 MiB (93 MiB are resident): one took 4096 KiB of it, and twice that has to be left',
    ]);
    const far = world((asked) => (asked === 0 ? 87 : 91));
    await far.take('manual');
    await far.take(role);
    expect(far.asked()).toBe(2);
    expect(far.refusals()).toEqual([]);
  },
);

test.each<CaptureRole>(['baseline', 'manual'])(
  'the first one too (%s): what one of its size may need has to be free twice',
  async (role) => {
    // 2 MiB, and a 128th of what it holds.
    const near = world(() => 95);
    await near.take(role);
    expect(near.asked()).toBe(0);
    expect(near.refusals()).toEqual([
      'it is left out while 5120 KiB are free below the limit of 100 MiB (95 MiB are resident): a first one of a program of its size may take 2808 KiB of it, and twice that has to be left',
    ]);
    const far = world(() => 94);
    await far.take(role);
    expect(far.asked()).toBe(1);
  },
);

test('what one took of an instance of the same workload, now or before our restart, is known', async () => {
  const book = new Map([['shop', 10 * mib]]);
  const again = world(() => 85, book);
  await again.take('manual');
  expect(again.refusals()[0]).toContain('one took 10240 KiB of it');
  const other = world((asked) => (asked === 0 ? 80 : 83), book);
  await other.take('manual');
  // A high one is forgotten by halves.
  expect(book.get('shop')).toBe(5 * mib);
});

test.each<[Figures, string]>([
  [
    { sys: 120 * mib, heapLive: 60 * mib },
    'the program has 120 MiB from the system, whatever of it is in use',
  ],
  [{ heapSys: 110 * mib }, 'its heap has 110 MiB from the system, whatever of it is in use'],
  [{ rss: 101 * mib, sys: 120 * mib }, '101 MiB are resident'],
  [{ workingSet: 100 * mib, rss: 101 * mib }, 'its working set is 100 MiB'],
])(
  'a refusal says what it counts, which need not be what a view shows (%j)',
  async (page, counted) => {
    const full = world(() => 0, new Map(), page);
    await full.take('manual');
    expect(full.refusals()).toEqual([
      expect.stringContaining(
        `it is left out while nothing is free below the limit of 100 MiB (${counted}): a first one`,
      ),
    ]);
  },
);

test.each([true, false])(
  'bytes are stored before anything reads them (stored: %s)',
  async (isStored) => {
    const order: string[] = [];
    const ends: boolean[] = [];
    const of = { ...watched('shop', 'i:1'), profiles } as ReturnType<typeof watched>;
    let nowMs = 1e9;
    const deps = {
      nowMs: () => nowMs,
      emit: () => undefined,
      lookAtMemory: async () => null,
      fetchProfile: async () => {
        order.push('fetched');
        return success({ bytes: new Uint8Array([1, 2, 3]) });
      },
      storeCapture: async () => {
        order.push('to be stored');
        await new Promise((resolve) => setTimeout(resolve, 5));
        order.push(isStored ? 'stored' : 'refused');
        const id = String(order.length);
        return isStored
          ? success({ ...capture(of, 'suspicion', 0), id })
          : failure('the disk is full');
      },
      diff: async () => {
        order.push('read');
        return failure('not compared');
      },
    } as unknown as Deps;
    const state = newTargetState(of);
    Object.assign(state, {
      lifeStartAtMs: capture(of, 'suspicion', 0).lifeStartAtMs,
      health: 'up',
    });
    const flow = new CaptureFlow(deps, new AbortController().signal, { diffed: () => undefined });
    for (let i = 0; i < 2; i++) {
      nowMs += 3_600_000;
      flow.take(state, 'suspicion', ['heap'], 1, (wasStored) => ends.push(wasStored));
      await flow.idle();
    }
    await Promise.resolve();
    expect(ends).toEqual([isStored, isStored]);
    const one = ['fetched', 'to be stored', isStored ? 'stored' : 'refused'];
    expect(order).toEqual(isStored ? [...one, ...one, 'read'] : [...one, ...one]);
  },
);

test('of a life that is over each kind and each gc mode is compared by itself', async () => {
  const of = watched('shop', 'i:1');
  const captures = Array.from({ length: 12 }, (_, i) => ({
    ...capture(of, 'recorder', i),
    kind: i % 3 === 0 ? ('goroutine' as const) : ('heap' as const),
    gc: i % 2 === 0,
  }));
  const compared: string[][] = [];
  const deps = {
    nowMs: () => 1e9,
    emit: () => undefined,
    diff: async (alike: readonly Capture[]) => {
      compared.push(alike.map(({ kind, gc }) => `${kind} ${gc}`));
      return failure('not compared');
    },
  } as unknown as Deps;
  const flow = new CaptureFlow(deps, new AbortController().signal, { diffed: () => undefined });
  const life = { startAtMs: 0, captures, figuresAt: new Map() };
  await flow.compareLife(newTargetState(of), life);
  expect(compared.map((alike) => [...new Set(alike)])).toEqual([
    ['goroutine true'],
    ['heap false'],
    ['heap true'],
    ['goroutine false'],
  ]);
});
