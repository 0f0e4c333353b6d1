import { setImmediate as nextTurn } from 'node:timers';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { parseModelJson } from '../../src/render/snapshot-json.ts';
import { AttachSnapshots } from '../../src/serve/attach-snapshots.ts';
import { quietTarget, snapshot } from '../support/snapshots.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const turn = () => new Promise((resolve) => nextTurn(resolve));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function heapMiB(): number {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

/** A fleet whose answer has some 6 MB. */
function largeFleet(): Snapshot {
  const points = Array.from({ length: 200 }, (_, i) => ({
    atMs: i,
    floor: i * 1.5,
    peak: i * 2.5,
  }));
  const targets = Array.from({ length: 2000 }, (_, i) => {
    const of = quietTarget(`w${i}`, `10.0.0.1:${i}`);
    return { ...of, timeline: { signal: 'rss' as const, points: [...points], lifeEnds: [] } };
  });
  return snapshot(targets);
}

test('of a look that nobody asks for any more digests are kept, and nothing else: what changed is known all the same', async () => {
  let atMs = 0;
  let shown: Snapshot | null = largeFleet();
  const before = heapMiB();
  const server = new AttachSnapshots(
    () => shown ?? largeFleet(),
    () => atMs,
  );
  const looked = new WeakRef(shown);
  let text = server.answer(null, null);
  expect(text.length).toBeGreaterThan(5e6);
  const { version } = parseModelJson(text) as { version: string };
  [text, shown] = ['', null];
  expect(heapMiB() - before).toBeGreaterThan(5);
  vi.advanceTimersByTime(60_000);
  // What a WeakRef refers to is kept for the turn in which it was made.
  await turn();
  expect(heapMiB() - before).toBeLessThan(2);
  expect(looked.deref()).toBeUndefined();
  atMs += 10_000;
  const next = parseModelJson(server.answer(version, null)) as { isWhole: boolean; targets: [] };
  expect(next).toMatchObject({ isWhole: false, targets: [] });
});
