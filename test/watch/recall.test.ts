import { expect, test } from 'vitest';
import type { Capture } from '../../src/model/capture.ts';
import { failure, success } from '../../src/model/result.ts';
import { Engine } from '../../src/watch/engine.ts';
import { FakeWorld, leaking, target } from '../support/fake-world.ts';
import { rule } from '../support/rule.ts';

const minuteMs = 60_000;

/** A program that began to leak two hours before anybody watched it. */
function lateWorld() {
  const world = new FakeWorld();
  const fromMs = world.clock.nowMs() - 120 * minuteMs;
  world.programs.set('shop', leaking('shop', { fromMs, startMiB: 60, mibPerMinute: 2 }));
  const stored = (minutes: number, role: Capture['role']): Capture => ({
    id: `earlier-${minutes}`,
    targetId: target('shop').id,
    kind: 'heap',
    role,
    atMs: fromMs + minutes * minuteMs,
    lifeStartAtMs: fromMs,
    gc: true,
    path: `captures/earlier-${minutes}.pb.gz`,
    bytes: 1000,
    tookMs: 1,
  });
  return { world, fromMs, earlier: [stored(2, 'baseline'), stored(60, 'suspicion')] };
}

async function watched(world: FakeWorld, recall: Recall) {
  const stop = new AbortController();
  const engine = new Engine({ ...world.deps, recallCaptures: recall });
  const done = engine.run({ targets: [target('shop')], feeds: [], rules: [rule()] }, stop.signal);
  await world.clock.pass(120 * minuteMs);
  stop.abort();
  await world.clock.pass(minuteMs);
  await done;
}

type Recall = NonNullable<FakeWorld['deps']['recallCaptures']>;

test('captures of the present life that another process took are compared with the new ones', async () => {
  const { world, fromMs, earlier } = lateWorld();
  const asked: number[] = [];
  await watched(world, async (_, lifeStartAtMs) => {
    asked.push(lifeStartAtMs);
    return success(earlier);
  });
  expect(asked).toEqual([fromMs]);
  expect(world.compared[0]?.map(({ id }) => id).slice(0, 2)).toEqual(['earlier-2', 'earlier-60']);
});

test('a store that does not answer is asked again, and keeps no capture from being taken', async () => {
  const { world, earlier } = lateWorld();
  let asked = 0;
  await watched(world, async () => {
    asked += 1;
    return asked === 1 ? failure('the bucket is away') : success(earlier);
  });
  expect(asked).toBe(2);
  const [first, second] = world.compared;
  // The first capture was alone, the second one meets those of before.
  expect(first?.map(({ id }) => id).slice(0, 2)).toEqual(['earlier-2', 'earlier-60']);
  expect(first).toHaveLength(4);
  expect(second).toHaveLength(5);
});

/** The same program, whose profiles a store has since its start. */
async function withStore(world: FakeWorld, asked: { fromMs: number; untilMs: number }[]) {
  const own = target('shop');
  const stored = { in: 'parca', selector: '{}', lacks: [], windowMs: 300_000 } as const;
  const profiles = own.profiles === null ? null : { ...own.profiles, gc: false, stored };
  const stop = new AbortController();
  const engine = new Engine({
    ...world.deps,
    fetchProfile: async (source, kind, signal, span) => {
      const fetched = await world.deps.fetchProfile(source, kind, signal, span);
      if (span === undefined || !fetched.ok) return fetched;
      asked.push(span);
      return success({ ...fetched.value, atMs: span.untilMs });
    },
  });
  const targets = [{ ...own, profiles }];
  const done = engine.run({ targets, feeds: [], rules: [rule()] }, stop.signal);
  await world.clock.pass(90 * minuteMs);
  stop.abort();
  await world.clock.pass(minuteMs);
  await done;
}

test('a store of profiles is asked for the past of a life once somebody is suspicious, and just once', async () => {
  const { world, fromMs } = lateWorld();
  const asked: { fromMs: number; untilMs: number }[] = [];
  await withStore(world, asked);
  expect(asked).toHaveLength(6);
  expect(asked.every((span) => span.fromMs > fromMs && span.untilMs > span.fromMs)).toBe(true);
  const first = world.compared.find((captures) =>
    captures.some(({ role }) => role === 'suspicion'),
  );
  const times = first?.map(({ atMs }) => atMs) ?? [];
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(first?.length).toBeGreaterThanOrEqual(7);
  expect(new Set(first?.map(({ lifeStartAtMs }) => lifeStartAtMs))).toEqual(new Set([fromMs]));
});
