import { afterEach, describe, expect, test } from 'vitest';
import { failure } from '../../src/model/result.ts';
import type { Target } from '../../src/model/target.ts';
import { Engine } from '../../src/watch/engine.ts';
import { FakeWorld, leaking, target } from '../support/fake-world.ts';
import { rule } from '../support/rule.ts';

const minuteMs = 60_000;
const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

function start(world: FakeWorld, targets: readonly Target[], rules = [rule()]) {
  const stop = new AbortController();
  stops.push(stop);
  const engine = new Engine(world.deps);
  const done = engine.run({ targets, feeds: [], rules }, stop.signal);
  return { engine, stop, done };
}

function leakyWorld(lifeMs?: number): FakeWorld {
  const world = new FakeWorld();
  const fromMs = world.clock.nowMs() - minuteMs;
  const ramp = { fromMs, startMiB: 60, mibPerMinute: 4, ...(lifeMs ? { lifeMs } : {}) };
  world.programs.set('shop', leaking('shop', ramp));
  return world;
}

describe('a program that leaks', () => {
  test('is captured before it is alerted, and the alert names the function', async () => {
    const world = leakyWorld();
    start(world, [target('shop')]);
    await world.clock.pass(150 * minuteMs);
    expect(world.of('captured')[0]?.capture.role).toBe('baseline');
    const states = world.of('incident').map(({ incident }) => incident.state);
    expect([...new Set(states)]).toEqual(['pending', 'firing']);
    expect(world.told[0]?.incident.culprits[0]?.function).toBe('shop/cache.Put');
    // What suspicion has found is known when it opens, and is no news a moment later.
    expect(world.of('incident')[0]?.incident.culprits[0]?.function).toBe('shop/cache.Put');
    expect(
      world.of('incident').filter(({ incident }) => incident.state === 'pending'),
    ).toHaveLength(1);
    expect(world.told[0]?.status).toBe('firing');
    expect(world.stored.at(-1)?.state).toBe('firing');
    // What is drawn of it later, and told in a chat now, goes up to the moment.
    const { timeline, firedAtMs } = world.stored.at(-1) ?? {};
    const rest = (firedAtMs ?? 0) - (timeline?.points.at(-1)?.atMs ?? 0);
    expect(rest).toBeLessThan(3 * minuteMs);
    expect(world.told[0]?.incident.timeline?.points.length).toBeGreaterThan(30);
  });

  test('is not captured any more once the culprit is confirmed', async () => {
    const world = leakyWorld();
    start(world, [target('shop')]);
    await world.clock.pass(120 * minuteMs);
    const many = world.of('captured').length;
    await world.clock.pass(60 * minuteMs);
    expect(world.of('captured').length - many).toBeLessThanOrEqual(1);
  });

  test('that dies again and again is a sawtooth, and no comparison mixes two lives', async () => {
    const world = leakyWorld(100 * minuteMs);
    start(world, [target('shop')]);
    await world.clock.pass(330 * minuteMs);
    expect(world.of('verdict').map(({ verdict }) => verdict.kind)).toContain('sawtooth');
    expect(world.compared.length).toBeGreaterThan(3);
    for (const captures of world.compared) {
      expect(new Set(captures.map(({ lifeStartAtMs }) => lifeStartAtMs)).size).toBe(1);
    }
    const { timeline } = world.stored.at(-1) ?? {};
    expect(timeline?.lifeEnds.length).toBeGreaterThanOrEqual(2);
    // The top of each tooth is there, before its cliff.
    for (const { atMs } of timeline?.lifeEnds ?? []) {
      const top = timeline?.points.findLast((point) => point.atMs <= atMs);
      const bottom = timeline?.points.find((point) => point.atMs > atMs);
      expect(top?.peak).toBeGreaterThan(3 * (bottom?.floor ?? 0));
    }
  });
});

test('a steady program is polled, captured for a baseline, and left alone', async () => {
  const world = new FakeWorld();
  const fromMs = world.clock.nowMs();
  world.programs.set('calm', leaking('calm', { fromMs, startMiB: 200, mibPerMinute: 0 }));
  start(world, [target('calm')]);
  await world.clock.pass(300 * minuteMs);
  expect(world.of('captured').map(({ capture }) => capture.role)).toEqual(['baseline', 'baseline']);
  expect(world.of('incident')).toEqual([]);
});

test('a bad target is down with its sentence, told once, and stops nobody else', async () => {
  const world = leakyWorld();
  world.programs.set('bad', () => failure('GET http://bad:6060/: connection refused'));
  const { engine } = start(world, [target('bad'), target('shop')]);
  await world.clock.pass(10 * minuteMs);
  expect(world.of('target-down')).toHaveLength(1);
  const [bad, shop] = engine.snapshot().targets;
  expect(bad).toMatchObject({
    health: 'down',
    lastError: 'GET http://bad:6060/: connection refused',
  });
  expect(shop).toMatchObject({ health: 'up', downSinceMs: null });
  const since = bad?.downSinceMs ?? 0;
  expect(since).toBeLessThan((bad?.lastScrapeAtMs ?? 0) - 9 * minuteMs);
});

test('a page of a process that gives nothing again and again is said once, and the process is up', async () => {
  const world = leakyWorld();
  const good = world.programs.get('shop');
  const pageFault = 'GET http://127.0.0.1:80/metrics: it wants a login (401 Unauthorized)';
  let refuses = (_nth: number) => true;
  let nth = 0;
  world.programs.set('shop', (nowMs) => {
    const read = good?.(nowMs) ?? failure('none');
    return read.ok && refuses(nth++) ? { ok: true, value: { ...read.value, pageFault } } : read;
  });
  const { engine } = start(world, [target('shop')]);
  await world.clock.pass(10 * minuteMs);
  expect(world.of('notice').map(({ notice }) => notice)).toEqual([
    `it is watched without the figures of its own page: ${pageFault}`,
  ]);
  expect(engine.snapshot().targets[0]).toMatchObject({ health: 'up', lastError: pageFault });
  // One that is slow now and then is no news.
  refuses = (which) => which % 3 === 0;
  await world.clock.pass(10 * minuteMs);
  expect(world.of('notice')).toHaveLength(1);
  expect(engine.snapshot().targets[0]).toMatchObject({ health: 'up', lastError: null });
});

test('a target that comes back is up again', async () => {
  const world = leakyWorld();
  const good = world.programs.get('shop');
  start(world, [target('shop')]);
  await world.clock.pass(minuteMs);
  world.programs.delete('shop');
  await world.clock.pass(minuteMs);
  if (good) world.programs.set('shop', good);
  await world.clock.pass(minuteMs);
  const health = world.events.map(({ kind }) => kind).filter((kind) => kind.startsWith('target-'));
  expect(health).toEqual(['target-up', 'target-down', 'target-up']);
});

test('one capture is under way for a target, however slow it is', async () => {
  const world = leakyWorld();
  world.captureTakesMs = 25 * minuteMs;
  start(world, [target('shop')], [rule(), rule({ alert: 'MemoryLeakSoon' })]);
  await world.clock.pass(120 * minuteMs);
  expect(world.mostInFlight).toBe(1);
});

test('captures that fail are tried again ever more rarely', async () => {
  const world = leakyWorld();
  world.captureFails = 'GET http://shop:6060/debug/pprof/heap: 404';
  start(world, [target('shop')]);
  await world.clock.pass(180 * minuteMs);
  const failures = world.of('capture-failed').length;
  expect(failures).toBeGreaterThan(1);
  expect(failures).toBeLessThan(12);
});

test('a baseline that failed is taken as soon as captures work again', async () => {
  const world = new FakeWorld();
  const fromMs = world.clock.nowMs();
  world.programs.set('calm', leaking('calm', { fromMs, startMiB: 200, mibPerMinute: 0 }));
  world.captureFails = 'GET http://calm:6060/debug/pprof/heap: 503';
  start(world, [target('calm')]);
  await world.clock.pass(6 * minuteMs);
  expect(world.of('captured')).toEqual([]);
  world.captureFails = null;
  await world.clock.pass(20 * minuteMs);
  expect(world.of('captured').map(({ capture }) => capture.role)).toEqual(['baseline']);
});

test('a clock that jumps ahead or back stops no loop', async () => {
  const world = leakyWorld();
  start(world, [target('shop')]);
  await world.clock.pass(10 * minuteMs);
  world.clock.jump(3 * 60 * minuteMs);
  await world.clock.pass(minuteMs);
  world.clock.jump(-6 * 60 * minuteMs);
  const before = world.scrapes;
  await world.clock.pass(10 * minuteMs);
  expect(world.scrapes - before).toBeGreaterThanOrEqual(39);
});

test('a time scale of 60 fires sixty times as soon', async () => {
  const world = new FakeWorld();
  const fromMs = world.clock.nowMs() - 1000;
  world.programs.set('shop', leaking('shop', { fromMs, startMiB: 60, mibPerMinute: 240 }));
  const fast = target('shop', { scrapeIntervalMs: 1000 });
  const { engine } = start(world, [fast], [rule({ timeScale: 60 })]);
  await world.clock.pass(2 * minuteMs);
  expect(world.of('incident').map(({ incident }) => incident.state)).toContain('firing');
  expect(engine.snapshot().timeScale).toBe(60);
});

test('an update adds and removes targets and keeps what is known of the others', async () => {
  const world = leakyWorld();
  const { engine } = start(world, [target('shop'), target('gone')]);
  await world.clock.pass(10 * minuteMs);
  engine.update({ targets: [target('shop'), target('new')], feeds: [], rules: [rule()] });
  await world.clock.pass(minuteMs);
  const shown = engine.snapshot().targets;
  expect(shown.map(({ target: { labels } }) => labels['job'])).toEqual(['shop', 'new']);
  expect(shown[0]?.health).toBe('up');
});

test('a stop ends the loops and says so', async () => {
  const world = leakyWorld();
  const { stop, done } = start(world, [target('shop')]);
  await world.clock.pass(5 * minuteMs);
  stop.abort(new Error('stopped by SIGTERM'));
  await world.clock.pass(5_000);
  await done;
  expect(world.of('stopping')[0]?.reason).toBe('stopped by SIGTERM');
  const before = world.scrapes;
  await world.clock.pass(minuteMs);
  expect(world.scrapes).toBe(before);
});

test('an incident says how much of the growth the heap explains, by the figures at both ends', async () => {
  const world = leakyWorld();
  start(world, [target('shop')]);
  await world.clock.pass(150 * minuteMs);
  const [known] = world.told.at(-1)?.incident.diffs ?? [];
  const minutes = ((known?.current.atMs ?? 0) - (known?.base.atMs ?? 0)) / minuteMs;
  const grownMiB = (known?.rest?.growth ?? 0) / 2 ** 20;
  expect(grownMiB / (4 * 1.4 * minutes)).toBeCloseTo(1, 1);
  expect(known?.rest?.sentence).toContain('The heap profiles explain');
});

describe('goroutines that can never go on', () => {
  const both = { profiles: { ...target('shop').profiles, kinds: ['heap', 'goroutine'] } };
  const watched = target('shop', both as Partial<Target>);
  const kinds = (world: FakeWorld) => world.of('captured').map(({ capture }) => capture.kind);

  test('are captured beside the others where the program tells them', async () => {
    const world = leakyWorld();
    world.tellsLeaked = true;
    start(world, [watched]);
    await world.clock.pass(60 * minuteMs);
    expect(kinds(world).slice(0, 3)).toEqual(['heap', 'goroutine', 'goroutineleak']);
  });

  test('are asked for once a life where it does not, and that is no failure', async () => {
    const world = leakyWorld();
    start(world, [watched]);
    await world.clock.pass(60 * minuteMs);
    expect(kinds(world)).not.toContain('goroutineleak');
    expect(world.of('capture-failed')).toEqual([]);
    expect(world.asked.filter((kind) => kind === 'goroutineleak')).toHaveLength(1);
  });
});
