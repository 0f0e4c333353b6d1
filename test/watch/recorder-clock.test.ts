import { afterEach, expect, test } from 'vitest';
import { defaultRecorder, type MemoryNow } from '../../src/model/recorder.ts';
import { failure, success } from '../../src/model/result.ts';
import { Engine } from '../../src/watch/engine.ts';
import { FakeWorld, target } from '../support/fake-world.ts';
import { rule } from '../support/rule.ts';

const second = 1000;
const hour = 3600 * second;
const mib = 2 ** 20;
const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

/** A process under the recorder, as its machine tells of it: the time of the boot moves with the clock that is set. */
function watched(usedMiB: (ageSeconds: number) => number | null, scrapeIntervalMs = 15_000) {
  const world = new FakeWorld();
  const bootMs = world.clock.nowMs() - hour;
  let setMs = 0;
  const at = (nowMs: number): MemoryNow | null => {
    const startAtMs = bootMs + setMs + hour;
    const used = usedMiB((nowMs - startAtMs) / second);
    if (used === null) return null;
    const usedBytes = used * mib;
    return {
      ...{ atMs: nowMs, startAtMs, startTicks: hour / 10, usedBytes, residentBytes: usedBytes },
      ...{ peakBytes: null, limitBytes: 64 * mib },
    };
  };
  world.memory.set('shop', at);
  world.captureTakesMs = 20;
  world.programs.set('shop', (nowMs) => {
    const now = at(nowMs);
    if (now === null) return failure('there is no such process');
    const { startAtMs, startTicks = 0, usedBytes } = now;
    return success({
      ...{ atMs: nowMs, instance: 'shop:6060', startAtMs: startAtMs ?? 0, startTicks },
      limitBytes: 64 * mib,
      figures: {
        ...{ rss: usedBytes, workingSet: usedBytes },
        cpuSeconds: (nowMs - (startAtMs ?? 0)) / hour,
      },
    });
  });
  const stop = new AbortController();
  stops.push(stop);
  const engine = new Engine(world.deps);
  const shop = target('shop', {
    source: 'process',
    scrapeIntervalMs,
    limitBytes: 64 * mib,
    recorder: defaultRecorder,
  });
  const watch = { targets: [shop], feeds: [], rules: [rule()] };
  void engine.run(watch, stop.signal);
  const set = (ms: number) => {
    setMs += ms;
    world.clock.jump(ms);
  };
  return { world, engine, watch, set };
}

test.each([-5 * second, 5 * second, -hour, hour, 24 * 365 * hour])(
  'a clock that is set by %d ms ends no life of a process near its limit',
  async (ms) => {
    const { world, set } = watched(() => 58.5);
    await world.clock.pass(100 * second);
    set(ms);
    await world.clock.pass(100 * second);
    expect(world.of('life-ended')).toEqual([]);
    expect(world.of('incident')).toEqual([]);
  },
);

test('a recorder that begins after the clock was set knows the process', async () => {
  const { world, engine, watch, set } = watched(() => 20);
  await world.clock.pass(100 * second);
  set(20 * second);
  await world.clock.pass(100 * second);
  const [shop] = watch.targets;
  if (shop === undefined) throw new Error('nothing is watched');
  const { recorder, ...without } = shop;
  engine.update({ ...watch, targets: [without] });
  await world.clock.pass(30 * second);
  const before = { scrapes: world.scrapes, captured: world.of('captured').length };
  engine.update(watch);
  await world.clock.pass(200 * second);
  expect(world.of('captured').length).toBeGreaterThan(before.captured + 5);
  expect(world.scrapes - before.scrapes).toBeLessThan(20);
});

test('captures that failed before the clock was set back are tried again as soon as else', async () => {
  const { world, set } = watched(() => 20, hour);
  world.captureFails = 'it is busy';
  await world.clock.pass(100 * second);
  set(-200 * second);
  world.captureFails = null;
  await world.clock.pass(100 * second);
  expect(world.of('captured').length).toBeGreaterThan(0);
});

test('a process that is gone when the clock is set back is told as gone in time', async () => {
  const { world, set } = watched((ageSeconds) => (ageSeconds < 100 ? 20 : null));
  await world.clock.pass(105 * second);
  set(-hour);
  await world.clock.pass(60 * second);
  expect(world.of('life-ended').length).toBe(1);
});
