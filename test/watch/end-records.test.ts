import { afterEach, expect, test } from 'vitest';
import { failure } from '../../src/model/result.ts';
import { eventText } from '../../src/render/event-line.ts';
import { Engine } from '../../src/watch/engine.ts';
import { FakeWorld, leaking, target } from '../support/fake-world.ts';
import { rule } from '../support/rule.ts';

const minuteMs = 60_000;
const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

/** A program that leaks until its incident fires; `lives`: begins it anew. */
async function firing() {
  const world = new FakeWorld();
  const ramp = { startMiB: 60, mibPerMinute: 4 };
  const fromMs = world.clock.nowMs() - minuteMs;
  world.programs.set('shop', leaking('shop', { ...ramp, fromMs }));
  const stop = new AbortController();
  stops.push(stop);
  const done = new Engine(world.deps).run(
    { targets: [target('shop')], feeds: [], rules: [rule()] },
    stop.signal,
  );
  await world.clock.pass(150 * minuteMs);
  expect(world.stored.at(-1)?.state).toBe('firing');
  const end = () => {
    stop.abort();
    return done;
  };
  const lives = (name: string, over: { fromMs: number; lifeMs?: number }) =>
    world.programs.set(name, leaking(name, { ...ramp, ...over }));
  return { world, end, lives };
}

test('that a target went down is on record with all that was seen of it, though nothing new is said', async () => {
  const { world } = await firing();
  const before = world.stored.length;
  const downAtMs = world.clock.nowMs();
  world.programs.delete('shop');
  await world.clock.pass(minuteMs);
  expect(world.stored.length - before).toBe(1);
  const lastAtMs = world.stored.at(-1)?.timeline?.points.at(-1)?.atMs ?? 0;
  expect(downAtMs - lastAtMs).toBeLessThan(2 * minuteMs);
  expect(world.stored.at(-1)?.memory?.firedAtAgeMs).toBeGreaterThan(0);
});

test('a restart is told of a target without a recorder, once, and is on record', async () => {
  const { world, lives } = await firing();
  const endMs = world.clock.nowMs();
  lives('shop', { fromMs: endMs });
  await world.clock.pass(minuteMs);
  const ends = world.of('life-ended');
  expect(ends.map(({ life }) => life)).toMatchObject([{ causeBy: 'level', signal: 'heapLive' }]);
  expect(ends.map(eventText).join()).toMatch(
    /^ended {7}shop shop:6060 {2}killed for want of memory \(inferred\) after 2 h 31 min, at 66\d\.\d MiB$/,
  );
  const { timeline } = world.stored.at(-1) ?? {};
  expect(timeline?.lifeEnds.map(({ atMs }) => endMs - atMs <= minuteMs)).toEqual([true]);
});

test('one that comes and goes is written once a minute, the last of it at the latest at the end', async () => {
  const { world, end, lives } = await firing();
  const known = world.stored.length;
  const fromMs = world.clock.nowMs();
  lives('shop', { fromMs, lifeMs: 20_000 });
  const up = world.programs.get('shop');
  // Whatever a record is written for else: each of them has news.
  const flaps = (nowMs: number) => Math.floor((nowMs - fromMs) / 15_000) % 2 === 1;
  world.programs.set('shop', (nowMs) =>
    flaps(nowMs) ? failure(`refused at ${nowMs}`) : (up?.(nowMs) ?? failure('')),
  );
  await world.clock.pass(10 * minuteMs);
  expect(world.of('target-down').length).toBeGreaterThan(15);
  const written = world.stored.length - known;
  expect(written).toBeGreaterThan(5);
  expect(written).toBeLessThanOrEqual(12);
  await end();
  const ends = world.stored.at(-1)?.timeline?.lifeEnds ?? [];
  expect(world.clock.nowMs() - (ends.at(-1)?.atMs ?? 0)).toBeLessThan(minuteMs);
});

test('of a target that nothing fires of nothing is written', async () => {
  const world = new FakeWorld();
  const fromMs = world.clock.nowMs();
  const calm = { fromMs, startMiB: 200, mibPerMinute: 0, lifeMs: 5 * minuteMs };
  world.programs.set('calm', leaking('calm', calm));
  const stop = new AbortController();
  stops.push(stop);
  void new Engine(world.deps).run(
    { targets: [target('calm')], feeds: [], rules: [rule()] },
    stop.signal,
  );
  await world.clock.pass(32 * minuteMs);
  world.programs.delete('calm');
  await world.clock.pass(2 * minuteMs);
  expect(world.of('life-ended').map(eventText)).toEqual(
    Array(6).fill('ended       calm calm:6060  after 4 min 45 s, at 200.8 MiB, nobody knows why'),
  );
  expect(world.stored).toEqual([]);
});
