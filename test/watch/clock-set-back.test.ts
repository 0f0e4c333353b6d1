import { afterEach, expect, test } from 'vitest';
import { Engine } from '../../src/watch/engine.ts';
import { FakeWorld, leaking, target } from '../support/fake-world.ts';
import { rule } from '../support/rule.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

/** The engine over a program that leaks, its own clock and not the program's set back by three hours after an hour. */
async function setBack(mibPerMinute: number) {
  const world = new FakeWorld();
  const fromMs = world.clock.nowMs() - minuteMs;
  world.programs.set('shop', leaking('shop', { fromMs, startMiB: 60, mibPerMinute }));
  // What was so much before the jump is the program's own time, which goes on.
  let backMs = 0;
  const { scrape } = world.deps;
  Object.assign(world.deps, {
    nowMs: () => world.clock.nowMs() - backMs,
    scrape: async (...about: Parameters<typeof scrape>) => {
      const reading = await scrape(...about);
      return reading.ok
        ? { ok: true, value: { ...reading.value, atMs: reading.value.atMs - backMs } }
        : reading;
    },
  });
  const stop = new AbortController();
  stops.push(stop);
  const engine = new Engine(world.deps);
  const watch = { targets: [target('shop')], feeds: [], rules: [rule()] };
  const done = engine.run(watch, stop.signal);
  await world.clock.pass(hourMs);
  backMs = 3 * hourMs;
  const before = { saves: world.saves, scrapes: world.scrapes, events: world.events.length };
  await world.clock.pass(2 * hourMs);
  return { world, engine, stop, done, before };
}

test('a clock that is set back by hours stops neither polling, saving nor captures, and no leak is missed', async () => {
  const { world, engine, stop, done, before } = await setBack(4);
  expect(world.scrapes - before.scrapes).toBeGreaterThan(450);
  // Once a minute.
  expect(world.saves - before.saves).toBeGreaterThan(100);
  expect(engine.snapshot().incidents.map(({ state }) => state)).toEqual(['firing']);
  expect(engine.capture(target('shop').id, 'manual')).toBeNull();
  stop.abort();
  await world.clock.pass(minuteMs);
  await done;
});

test('one asked for just before is no reason to wait for hours', async () => {
  const { world, engine, stop, done } = await setBack(0);
  const id = target('shop').id;
  expect(engine.capture(id, 'manual')).toBeNull();
  await world.clock.pass(2_000);
  expect(engine.capture(id, 'manual')).toMatch(/may begin in \d+ s/);
  await world.clock.pass(minuteMs);
  expect(engine.capture(id, 'manual')).toBeNull();
  stop.abort();
  await world.clock.pass(minuteMs);
  await done;
});
