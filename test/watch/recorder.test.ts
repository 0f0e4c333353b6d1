import { afterEach, expect, test } from 'vitest';
import { defaultRecorder, type MemoryNow } from '../../src/model/recorder.ts';
import { failure, success } from '../../src/model/result.ts';
import { Engine } from '../../src/watch/engine.ts';
import { FakeWorld, target } from '../support/fake-world.ts';
import { rule } from '../support/rule.ts';

const second = 1000;
const mib = 2 ** 20;
const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

/**
 * A program of a fast leak under the recorder: it holds `atSecond` MiB of 64 and is killed after `lifeSeconds`;
 * its supervisor needs 5 s to start it again, or never does.
 */
function dying(about: {
  lifeSeconds: number;
  restarts: boolean;
  cause?: 'oom';
  /** Of 64 MiB, at the start and at the end. */
  startMiB?: number;
  endMiB?: number;
}) {
  const world = new FakeWorld();
  const fromMs = world.clock.nowMs();
  const cycleMs = (about.lifeSeconds + 5) * second;
  const at = (nowMs: number): MemoryNow | null => {
    const cycle = about.restarts ? Math.floor((nowMs - fromMs) / cycleMs) : 0;
    const startAtMs = fromMs + cycle * cycleMs;
    const age = (nowMs - startAtMs) / second;
    if (age >= about.lifeSeconds) return null;
    const { startMiB = 8, endMiB = 64 } = about;
    const usedBytes = mib * (startMiB + ((endMiB - startMiB) * age) / about.lifeSeconds);
    const residentBytes = usedBytes;
    return {
      atMs: nowMs,
      startAtMs,
      usedBytes,
      residentBytes,
      peakBytes: null,
      limitBytes: 64 * mib,
    };
  };
  world.memory.set('shop', at);
  world.captureTakesMs = 20;
  world.programs.set('shop', (nowMs) => {
    const now = at(nowMs);
    if (now === null) return { ok: false, reason: 'there is no such process' };
    const isFirst = now.startAtMs === fromMs;
    return success({
      atMs: nowMs,
      instance: 'shop:6060',
      startAtMs: now.startAtMs ?? 0,
      limitBytes: 64 * mib,
      figures: { rss: now.usedBytes, workingSet: now.usedBytes },
      ...(isFirst || about.cause === undefined ? {} : { lastExit: about.cause }),
    });
  });
  const stop = new AbortController();
  stops.push(stop);
  const engine = new Engine(world.deps);
  const watched = target('shop', {
    source: 'process',
    limitBytes: 64 * mib,
    recorder: defaultRecorder,
  });
  void engine.run({ targets: [watched], feeds: [], rules: [rule()] }, stop.signal);
  return { world, engine, fromMs };
}

test('a life that the kernel ends is told, compared, and an incident names who it was', async () => {
  const { world, fromMs } = dying({ lifeSeconds: 60, restarts: true, cause: 'oom' });
  await world.clock.pass(90 * second);
  const [ended] = world.of('life-ended');
  expect(ended?.life).toMatchObject({ startAtMs: fromMs, cause: 'oom', inferred: false });
  const first = world.of('captured').filter(({ capture }) => capture.lifeStartAtMs === fromMs);
  expect(first.every(({ capture }) => capture.role === 'recorder')).toBe(true);
  expect(first[0]?.capture.atMs).toBeLessThan(fromMs + 10 * second);
  expect(first.at(-1)?.capture.atMs).toBeGreaterThan(fromMs + 54 * second);
  expect(world.compared[0]?.at(-1)?.atMs).toBe(first.at(-1)?.capture.atMs);
  const [incident] = world.of('incident');
  expect(incident?.incident).toMatchObject({ state: 'firing', verdict: { kind: 'leak' } });
  expect(incident?.incident.verdict.explanation).toMatch(
    /^It was killed for want of memory after /,
  );
  expect(world.told[0]?.incident.culprits[0]?.function).toBe('shop/cache.Put');
});

test('nobody counts its kill, and its last scrape was far from the limit: the looks have seen it there', async () => {
  const { world } = dying({ lifeSeconds: 58, restarts: true });
  await world.clock.pass(90 * second);
  const [ended] = world.of('life-ended');
  expect(ended?.life).toMatchObject({ cause: 'oom', causeBy: 'level', inferred: false });
  const [incident] = world.of('incident');
  expect(incident?.incident).toMatchObject({ state: 'firing', verdict: { kind: 'leak' } });
  expect(incident?.incident.verdict.explanation).toMatch(/a kill for want of memory is inferred/);
  expect(world.told[0]?.incident.culprits[0]?.function).toBe('shop/cache.Put');
});

test('a count that goes with the container is read in time', async () => {
  const { world, fromMs } = dying({ lifeSeconds: 58, restarts: true, endMiB: 61 });
  const asked: number[] = [];
  world.killed.set('shop', (nowMs) => {
    const ageMs = nowMs - fromMs;
    asked.push(ageMs);
    return ageMs >= 58 * second && ageMs < 58.1 * second ? 'cgroup' : null;
  });
  // As what holds the count does it: what was seen once stays.
  const asks = world.deps.killedBy;
  let seen: ReturnType<typeof asks> = null;
  Object.assign(world.deps, { killedBy: (of: Parameters<typeof asks>[0]) => (seen ??= asks(of)) });
  await world.clock.pass(90 * second);
  expect(world.of('life-ended')[0]?.life).toMatchObject({ cause: 'oom', causeBy: 'cgroup' });
  const atEnd = asked.filter((ageMs) => ageMs >= 57 * second && ageMs <= 58 * second);
  expect(atEnd.length).toBeGreaterThan(10);
  expect(asked.filter((ageMs) => ageMs < 30 * second)).toEqual([]);
});

test.each([
  ['far from its limit', 20, 2_000, 4_000],
  ['past half of its limit', 40, 1_000, 1_000],
])('a program %s is looked at every so often', async (_, level, everyMs, laterMs) => {
  const life = { lifeSeconds: 7200, restarts: false, startMiB: level, endMiB: level };
  const { world } = dying(life);
  const look = world.memory.get('shop');
  const looks = new Set<number>();
  world.memory.set('shop', (nowMs) => {
    looks.add(nowMs);
    return look?.(nowMs) ?? null;
  });
  for (const [seconds, mostMs] of [
    [180, everyMs],
    [900, laterMs],
  ] as const) {
    looks.clear();
    await world.clock.pass(seconds * second);
    // Around captures there are more.
    const between = [...looks].slice(1).map((atMs, i) => atMs - ([...looks][i] ?? 0));
    expect(Math.max(...between)).toBeLessThanOrEqual(mostMs + world.captureTakesMs);
    expect(between.filter((ms) => ms >= everyMs).length).toBeGreaterThan(
      (seconds * second) / mostMs / 2,
    );
  }
});

test('what grew until the first baseline is the warm-up: the second is compared with all before it', async () => {
  const { world } = dying({ lifeSeconds: 7200, restarts: false, startMiB: 20, endMiB: 20 });
  const baselines = () => world.of('captured').filter(({ capture }) => capture.role === 'baseline');
  await world.clock.pass(1500 * second);
  expect(baselines()).not.toEqual([]);
  expect(world.compared).toEqual([]);
  await world.clock.pass(600 * second);
  expect(world.compared[0]?.map(({ role }) => role)).toContain('recorder');
  expect(world.compared[0]?.at(-1)?.id).toBe(baselines().at(-1)?.capture.id);
});

test.each([true, false])(
  'at its limit, and the kernel has counted no kill: it ended otherwise (it comes back: %s)',
  async (restarts) => {
    const { world } = dying({ lifeSeconds: 58, restarts });
    world.killed.set('shop', () => 'none');
    await world.clock.pass(120 * second);
    const [ended] = world.of('life-ended');
    expect(ended?.life).toMatchObject({ cause: 'unknown', inferred: false });
    expect(ended?.life.causeBy).toBeUndefined();
    expect(world.of('incident')).toEqual([]);
  },
);

test('who stood near its limit all its life, and nobody saw killed, is told as that and alarms nobody', async () => {
  const { world } = dying({ lifeSeconds: 300, restarts: true, startMiB: 58.5, endMiB: 58.5 });
  await world.clock.pass(700 * second);
  const ends = world.of('life-ended').map(({ life }) => [life.cause, life.causeBy]);
  expect(ends).toEqual([
    ['oom', 'level'],
    ['oom', 'level'],
  ]);
  expect(world.compared.length).toBeGreaterThan(0);
  expect(world.of('incident')).toEqual([]);
});

test.each([
  ['far from its limit', 40, 'unknown'],
  ['at its limit', 63, 'oom'],
])('one that vanished %s for good', async (_, endMiB, cause) => {
  const { world } = dying({ lifeSeconds: 58, restarts: false, endMiB });
  await world.clock.pass(120 * second);
  expect(world.of('life-ended').map(({ life }) => life.cause)).toEqual([cause]);
});

test('one that ends far from its limit opens no incident', async () => {
  const { world } = dying({ lifeSeconds: 58, restarts: true, endMiB: 40 });
  await world.clock.pass(90 * second);
  expect(world.of('life-ended')[0]?.life.cause).toBe('unknown');
  expect(world.of('incident')).toEqual([]);
});

test('one that ends for another reason is compared, and opens no incident', async () => {
  const { world } = dying({ lifeSeconds: 20, restarts: true });
  world.memory.set('shop', () => null);
  await world.clock.pass(60 * second);
  expect(world.of('captured')).toEqual([]);
  expect(world.of('life-ended')[0]?.life.cause).toBe('unknown');
  expect(world.of('incident')).toEqual([]);
});

test('a capture that an earlier process saw cost more than there is room for is tried again in the end', async () => {
  const { world } = dying({ lifeSeconds: 7200, restarts: false, startMiB: 20, endMiB: 20 });
  world.workloads.set('shop', JSON.stringify({ captureCostBytes: 550 * mib }));
  await world.clock.pass(600 * second);
  expect(world.of('captured')).toEqual([]);
  await world.clock.pass(3600 * second);
  expect(world.of('captured').length).toBeGreaterThan(0);
});

test('a reload starts the recorder of what is watched already, and ends it', async () => {
  const { world, engine } = dying({ lifeSeconds: 600, restarts: false });
  const [shop] = engine.snapshot().targets;
  if (shop === undefined) throw new Error('nothing is watched');
  const { recorder, ...without } = shop.target;
  const turn = (now: typeof shop.target) =>
    engine.update({ targets: [now], feeds: [], rules: [rule()] });
  const taken = () => world.of('captured').length;
  turn(without);
  await world.clock.pass(30 * second);
  const before = taken();
  await world.clock.pass(60 * second);
  expect(taken()).toBe(before);
  turn({ ...without, ...(recorder === undefined ? {} : { recorder }) });
  await world.clock.pass(60 * second);
  expect(taken()).toBeGreaterThan(before);
});

test('of a process that never comes back its end at the limit is told all the same, once', async () => {
  const { world } = dying({ lifeSeconds: 40, restarts: false });
  await world.clock.pass(120 * second);
  expect(world.of('life-ended').map(({ life }) => [life.cause, life.causeBy])).toEqual([
    ['oom', 'level'],
  ]);
  expect(world.of('diffed').length).toBeGreaterThan(0);
});

test('what leaves the ring leaves the disk and the target too', async () => {
  const { world, engine } = dying({ lifeSeconds: 30, restarts: true, cause: 'oom' });
  await world.clock.pass(200 * second);
  const taken = world.of('captured').length;
  expect(taken).toBeGreaterThan(defaultRecorder.maxCaptures);
  expect(taken - world.removed.length).toBeLessThanOrEqual(defaultRecorder.maxCaptures);
  const [shop] = engine.snapshot().targets;
  expect(shop?.captures.every(({ id }) => !world.removed.includes(id))).toBe(true);
});

test('on a full disk the ring gives way for what comes: the last capture before the end is there', async () => {
  const { world, engine, fromMs } = dying({ lifeSeconds: 60, restarts: true, cause: 'oom' });
  const room = 10;
  const onDisk = () => world.of('captured').length - world.removed.length;
  const { storeCapture } = world.deps;
  Object.assign(world.deps, {
    storeCapture: async (...about: Parameters<typeof storeCapture>) =>
      onDisk() < room
        ? storeCapture(...about)
        : failure('the disk is full', Object.assign(new Error(), { code: 'ENOSPC' })),
  });
  // Of the second life: by then the disk is full of the first.
  await world.clock.pass(124 * second);
  const secondMs = fromMs + 65 * second;
  const taken = world.of('captured').map(({ capture }) => capture);
  const ofSecond = taken.filter(({ lifeStartAtMs }) => lifeStartAtMs >= secondMs);
  expect(ofSecond.at(-1)?.atMs).toBeGreaterThan(secondMs + 54 * second);
  expect(world.removed).toContain(taken.find(({ lifeStartAtMs }) => lifeStartAtMs === fromMs)?.id);
  const [shop] = engine.snapshot().targets;
  expect(shop?.captures.every(({ id }) => !world.removed.includes(id))).toBe(true);
});

test('what cannot be stored for another reason than a full disk costs the ring nothing', async () => {
  const { world } = dying({ lifeSeconds: 60, restarts: true, cause: 'oom' });
  await world.clock.pass(20 * second);
  const denied = Object.assign(new Error(), { code: 'EACCES' });
  Object.assign(world.deps, { storeCapture: async () => failure('this user may not', denied) });
  await world.clock.pass(30 * second);
  expect(world.of('capture-failed').length).toBeGreaterThan(0);
  expect(world.removed).toEqual([]);
});
