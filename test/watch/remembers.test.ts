import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Rule } from '../../src/model/rule.ts';
import { Engine } from '../../src/watch/engine.ts';
import { FakeWorld, leaking, target } from '../support/fake-world.ts';
import { rule } from '../support/rule.ts';

const minuteMs = 60_000;
const scrapeMs = 15_000;
const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

type Growth = { readonly mibPerMinute: number; readonly lifeMs?: number };
const cases: Readonly<Record<string, Growth>> = {
  'a leak': { mibPerMinute: 4 },
  'a sawtooth': { mibPerMinute: 15, lifeMs: 60 * minuteMs },
  'a quiet one': { mibPerMinute: 0 },
};

function worldOf(growth: Growth): FakeWorld {
  const world = new FakeWorld();
  const fromMs = world.clock.nowMs() - minuteMs;
  world.programs.set('shop', leaking('shop', { fromMs, startMiB: 60, ...growth }));
  return world;
}

function start(world: FakeWorld, rules: readonly Rule[] = [rule()]) {
  const stop = new AbortController();
  stops.push(stop);
  const engine = new Engine(world.deps);
  const newest = new Map(world.stored.map((incident) => [incident.id, incident]));
  const left = JSON.parse(JSON.stringify({ incidents: [...newest.values()], snoozes: [] }));
  const watch = { targets: [target('shop')], feeds: [], rules };
  const done = engine.run(watch, stop.signal, left);
  return { engine, stop, done };
}

/** Runs a world for `minutes`, with a stop and a start before the scrape of each of these times. */
async function run(growth: Growth, minutes: number, restartsAtMs: readonly number[] = []) {
  const world = worldOf(growth);
  let { engine, stop, done } = start(world);
  let passedMs = 0;
  for (const atMs of restartsAtMs.toSorted((a, b) => a - b)) {
    await world.clock.pass(atMs - 1 - passedMs);
    stop.abort();
    await done;
    await world.clock.pass(1);
    passedMs = atMs;
    ({ engine, stop, done } = start(world));
  }
  await world.clock.pass(minutes * minuteMs - passedMs);
  stop.abort();
  await done;
  return { world, engine };
}

/** What was found out and who was told of it. */
function story({ world, engine }: Awaited<ReturnType<typeof run>>) {
  const [shown] = engine.snapshot().targets;
  const alerts = engine
    .snapshot()
    .incidents.map(({ id, state, activeAtMs, firedAtMs, resolvedAtMs, labels }) => {
      return { id, state, activeAtMs, firedAtMs, resolvedAtMs, labels };
    });
  return {
    verdict: shown?.verdict,
    // A view has what was drawn since the start; what it rests on is the same.
    isDrawn: (shown?.timeline?.points.length ?? 0) > 1,
    alerts,
    firing: new Set(
      world.told.filter(({ status }) => status === 'firing').map(({ incident }) => incident.id),
    ),
  };
}

describe.each(Object.entries(cases))('%s', (_, growth) => {
  test('is judged as if the process had never been stopped', async () => {
    const whole = story(await run(growth, 240));
    const minutes = fc.integer({ min: 1, max: 230 });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(minutes, { minLength: 1, maxLength: 3 }), async (at) => {
        const restarted = story(
          await run(
            growth,
            240,
            at.map((each) => each * minuteMs),
          ),
        );
        expect({ ...restarted, isDrawn: whole.isDrawn }).toEqual(whole);
      }),
      { numRuns: 4 },
    );
  }, 120_000);
});

test('a killed process costs a missed scrape or two, and the next one alerts in time', async () => {
  const whole = await run(cases['a leak'] as Growth, 240);
  const world = worldOf(cases['a leak'] as Growth);
  const killed = start(world);
  await world.clock.pass(60 * minuteMs);
  const left = new Map(world.workloads);
  killed.stop.abort();
  await killed.done;
  // What the farewell saved was never written.
  for (const [workload, text] of left) world.workloads.set(workload, text);
  const next = start(world);
  await world.clock.pass(180 * minuteMs);
  const [alert] = next.engine.snapshot().incidents;
  const firedAtMs = whole.engine.snapshot().incidents[0]?.firedAtMs ?? Number.NaN;
  expect(Math.abs((alert?.firedAtMs ?? 0) - firedAtMs)).toBeLessThanOrEqual(2 * minuteMs);
});

test('in a rehearsal it is saved as much more often', async () => {
  const world = worldOf({ mibPerMinute: 0 });
  start(world, [rule({ timeScale: 60 })]);
  await world.clock.pass(3 * minuteMs);
  // Once a scrape: nothing has changed in between.
  expect(world.saves).toBeGreaterThanOrEqual(11);
});

test('a workload is saved once a minute, and once more at the end', async () => {
  const world = worldOf({ mibPerMinute: 0 });
  const { stop, done } = start(world);
  await world.clock.pass(10 * minuteMs + 1000);
  expect(world.saves).toBeGreaterThanOrEqual(8);
  expect(world.saves).toBeLessThanOrEqual(10);
  const before = world.saves;
  await world.clock.pass(scrapeMs);
  stop.abort();
  await done;
  expect(world.saves).toBe(before + 1);
});

describe('what is not gone on with', () => {
  const spoilt: readonly (readonly [string, (text: string) => string, RegExp])[] = [
    [
      'of another version',
      (text) => text.replace('"version":1', '"version":9'),
      /form \(9; this sawtooth reads 1\)/,
    ],
    [
      'of another detector',
      (text) => text.replace('"version":3', '"version":2'),
      /has version 2, and this one reads 3/,
    ],
    [
      'damaged',
      (text) => text.replace('"instances":[{', '"instances":[{"load":7,"tracks":{"rss":7}},{'),
      /it is damaged/,
    ],
    ['no object', () => 'null', /unreadable/],
    ['too old', (text) => text.replace(/"lastAtMs":\d+/, '"lastAtMs":1'), /more than 9 days old/],
  ];
  test.each(spoilt)('a state that is %s is dropped with a sentence', async (_, spoil, says) => {
    const world = worldOf({ mibPerMinute: 4 });
    const first = start(world);
    await world.clock.pass(30 * minuteMs);
    first.stop.abort();
    await first.done;
    const text = world.workloads.get('shop') ?? '';
    expect(spoil(text)).not.toBe(text);
    world.workloads.set('shop', spoil(text));
    const { engine } = start(world);
    await world.clock.pass(minuteMs);
    expect(world.of('warning').map((event) => event.text)).toEqual([expect.stringMatching(says)]);
    expect(engine.snapshot().targets[0]?.verdict?.kind).toBe('insufficient-data');
  });

  test('what a gap hides: an alert that waited waits anew, and what fires has to be watched quiet', async () => {
    const world = worldOf({ mibPerMinute: 4 });
    const first = start(world);
    await world.clock.pass(150 * minuteMs);
    first.stop.abort();
    await first.done;
    const fromMs = world.clock.nowMs();
    world.programs.set('shop', leaking('shop', { fromMs, startMiB: 60, mibPerMinute: 0 }));
    await world.clock.pass(60 * minuteMs);
    const { engine } = start(world);
    await world.clock.pass(60 * minuteMs);
    expect(engine.snapshot().incidents[0]?.state).toBe('firing');
    await world.clock.pass(400 * minuteMs);
    expect(engine.snapshot().incidents[0]?.state).toBe('resolved');
  });
});

test('a state that cannot be read is said, is not written over, and is gone on with once it can be', async () => {
  const world = worldOf({ mibPerMinute: 0 });
  const first = start(world);
  await world.clock.pass(60 * minuteMs);
  first.stop.abort();
  await first.done;
  const saved = world.workloads.get('shop');
  world.recallFails = 'the disk reported an error.';
  const { engine, stop, done } = start(world);
  await world.clock.pass(5 * minuteMs);
  expect(world.of('warning').map(({ text }) => text)).toEqual([
    'what was known of shop cannot be read, and is not written over before it can be: the disk reported an error.',
  ]);
  expect(world.workloads.get('shop')).toBe(saved);
  world.recallFails = null;
  await world.clock.pass(2 * minuteMs);
  expect(engine.snapshot().targets[0]?.verdict?.kind).not.toBe('insufficient-data');
  const { firstAtMs } = JSON.parse(saved ?? '');
  stop.abort();
  await done;
  expect(world.workloads.get('shop')).not.toBe(saved);
  expect(JSON.parse(world.workloads.get('shop') ?? '').firstAtMs).toBe(firstAtMs);
});

test('one that cannot be read until the end is left as it was', async () => {
  const world = worldOf({ mibPerMinute: 0 });
  world.workloads.set('shop', 'what an earlier process saved');
  world.recallFails = 'the disk reported an error.';
  const { stop, done } = start(world);
  await world.clock.pass(5 * minuteMs);
  stop.abort();
  await done;
  expect(world.workloads.get('shop')).toBe('what an earlier process saved');
});

test('an alert that waited when it was saved and is over by its record does not come back', async () => {
  const world = worldOf({ mibPerMinute: 4 });
  const first = start(world);
  const pending = () => first.engine.snapshot().incidents.find(({ state }) => state === 'pending');
  for (let minute = 0; pending() === undefined && minute < 240; minute++) {
    await world.clock.pass(minuteMs);
  }
  const waited = pending();
  if (waited === undefined) throw new Error('nothing waits');
  await world.clock.pass(minuteMs);
  first.stop.abort();
  await first.done;
  const nowMs = world.clock.nowMs();
  const over = { ...waited, state: 'resolved', firedAtMs: nowMs, resolvedAtMs: nowMs } as const;
  world.stored.push(over);
  const { engine } = start(world);
  for (let minute = 0; minute < 30; minute++) {
    await world.clock.pass(minuteMs);
    const now = engine.snapshot().incidents.find(({ id }) => id === waited.id);
    expect(now?.state).toBe('resolved');
  }
});

test('that states cannot be written is said once, and they are when there is room', async () => {
  const world = worldOf({ mibPerMinute: 4 });
  world.storeFails = 'the disk is full.';
  start(world);
  await world.clock.pass(10 * minuteMs);
  expect(world.of('warning').map(({ text }) => text)).toEqual([
    'what is known of workloads is not saved: the disk is full.',
  ]);
  world.storeFails = null;
  await world.clock.pass(3 * minuteMs);
  expect(world.workloads.size).toBe(1);
});

test('what a capture was seen to cost is known after a restart, also after one that recalls nothing else', async () => {
  const world = new FakeWorld();
  const fromMs = world.clock.nowMs() - minuteMs;
  world.programs.set('shop', leaking('shop', { fromMs, startMiB: 60, mibPerMinute: 0 }));
  const mib = 2 ** 20;
  let taken = 0;
  world.memory.set('shop', (nowMs) => {
    const usedBytes = (taken === 0 ? 965 : 985) * mib;
    const rest = { residentBytes: usedBytes, peakBytes: null, limitBytes: null };
    return { atMs: nowMs, startAtMs: null, usedBytes, ...rest };
  });
  const { storeCapture } = world.deps;
  Object.assign(world.deps, {
    storeCapture: (...about: Parameters<typeof storeCapture>) => {
      taken += 1;
      return storeCapture(...about);
    },
  });
  const first = start(world);
  await world.clock.pass(5 * minuteMs);
  expect(taken).toBe(1);
  first.stop.abort();
  await first.done;
  await world.clock.pass(20 * 24 * 60 * minuteMs);
  const second = start(world);
  await world.clock.pass(5 * minuteMs);
  second.stop.abort();
  await second.done;
  // 20 MiB it was, and of the GiB that is the limit 39 are free.
  expect(taken).toBe(1);
  expect(JSON.stringify(world.events)).toContain('one took 20480 KiB of it');
});
