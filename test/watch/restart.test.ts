import { afterEach, describe, expect, test } from 'vitest';
import { success } from '../../src/model/result.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { Engine } from '../../src/watch/engine.ts';
import type { Remembered } from '../../src/watch/remembered.ts';
import { type FakeProgram, FakeWorld, leaking, target } from '../support/fake-world.ts';
import { rule } from '../support/rule.ts';

const minuteMs = 60_000;
const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

/** A process of sawtooth over a world, with what an earlier one has left in the store. */
function start(
  world: FakeWorld,
  over: { targets?: readonly Target[]; rules?: readonly Rule[]; left?: Remembered } = {},
) {
  const stop = new AbortController();
  stops.push(stop);
  const engine = new Engine(world.deps);
  const { targets = [target('shop')], rules = [rule()] } = over;
  const done = engine.run({ targets, feeds: [], rules }, stop.signal, over.left);
  return { engine, stop, done };
}

function leftBy(world: FakeWorld): Remembered {
  const newest = new Map(world.stored.map((incident) => [incident.id, incident]));
  // As the store does it: what is read is what was written as JSON.
  return JSON.parse(JSON.stringify({ incidents: [...newest.values()], snoozes: world.snoozes }));
}

function leakyWorld(): FakeWorld {
  const world = new FakeWorld();
  const fromMs = world.clock.nowMs() - minuteMs;
  world.programs.set('shop', leaking('shop', { fromMs, startMiB: 60, mibPerMinute: 4 }));
  return world;
}

/** The world in which a leak fired, its process stopped, and what it left. */
async function firedAndStopped() {
  const world = leakyWorld();
  const first = start(world);
  await world.clock.pass(150 * minuteMs);
  expect(world.told.map(({ status }) => status)).toContain('firing');
  first.stop.abort();
  await first.done;
  const left = leftBy(world);
  const told = world.told.length;
  return { world, left, told };
}

/** From now on the program is another one, without a leak. */
function repair(world: FakeWorld): void {
  const fromMs = world.clock.nowMs();
  const calm: FakeProgram = leaking('shop', { fromMs, startMiB: 60, mibPerMinute: 0 });
  world.programs.set('shop', calm);
}

describe('what fires when the process is started anew', () => {
  test('is the same incident, told to nobody as new, and those who must hear it again do', async () => {
    const { world, left, told } = await firedAndStopped();
    const { engine } = start(world, { left });
    await world.clock.pass(60 * minuteMs);
    const [incident, ...others] = engine.snapshot().incidents;
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ id: left.incidents[0]?.id, state: 'firing' });
    expect(incident?.labels).toEqual(left.incidents[0]?.labels);
    expect(incident?.annotations).toEqual(rule().annotations);
    expect(world.told.slice(told).map(({ status }) => status)).toEqual([]);
    expect(world.reminded.map(({ status }) => status)).toEqual(['firing']);
  });

  test('has its past on the target too, with what came since', async () => {
    const { world, left } = await firedAndStopped();
    const before = left.incidents[0]?.timeline?.points ?? [];
    const { engine } = start(world, { left });
    await world.clock.pass(60 * minuteMs);
    const timeline = engine.snapshot().targets[0]?.timeline;
    expect(timeline?.points[0]).toEqual(before[0]);
    expect(timeline?.points.at(-1)?.atMs).toBeGreaterThan(before.at(-1)?.atMs ?? 0);
    expect(timeline?.points.length).toBeGreaterThan(before.length);
  });

  test('is resolved when the leak is gone, and not because of the restart', async () => {
    const { world, left, told } = await firedAndStopped();
    repair(world);
    const { engine } = start(world, { left });
    // What is watched for an hour has not been quiet for as long as it took to fire.
    await world.clock.pass(60 * minuteMs);
    expect(engine.snapshot().incidents[0]?.state).toBe('firing');
    await world.clock.pass(400 * minuteMs);
    expect(engine.snapshot().incidents[0]?.state).toBe('resolved');
    expect(world.told.slice(told)).toMatchObject([
      { status: 'resolved', incident: { id: left.incidents[0]?.id } },
    ]);
    expect(leftBy(world).incidents[0]?.state).toBe('resolved');
  });

  test('is over when its rule is gone', async () => {
    const { world, left, told } = await firedAndStopped();
    start(world, { left, rules: [rule({ alert: 'Another' })] });
    await world.clock.pass(minuteMs);
    expect(world.told.slice(told)).toMatchObject([
      { status: 'resolved', incident: { id: left.incidents[0]?.id, state: 'resolved' } },
    ]);
  });

  test('goes on once where two processes have left it, as the older one, and nobody is told twice', async () => {
    const { world, left, told } = await firedAndStopped();
    const [first] = left.incidents;
    if (first === undefined) throw new Error('nothing fired');
    const twin = { ...first, id: `${first.id}-twin`, activeAtMs: first.activeAtMs + 9000 };
    repair(world);
    const second = start(world, { left: { ...left, incidents: [first, twin] } });
    await world.clock.pass(minuteMs);
    const states = ({ engine }: ReturnType<typeof start>) =>
      new Map(engine.snapshot().incidents.map(({ id, state }) => [id, state] as const));
    expect(states(second)).toEqual(
      new Map([
        [first.id, 'firing'],
        [twin.id, 'resolved'],
      ]),
    );
    // A process after that one does not say of the twin that it is over, either.
    second.stop.abort();
    await second.done;
    const third = start(world, { left: leftBy(world) });
    await world.clock.pass(minuteMs);
    expect(world.reminded.map(({ status }) => status)).not.toContain('resolved');
    await world.clock.pass(460 * minuteMs);
    expect(states(third).get(first.id)).toBe('resolved');
    expect(leftBy(world).incidents.map(({ state }) => state)).toEqual(['resolved', 'resolved']);
    expect(world.told.slice(told)).toMatchObject([
      { status: 'resolved', incident: { id: first.id } },
    ]);
  });

  test('and twins of it that came from a bucket are forgotten here, and not over', async () => {
    const { world, left, told } = await firedAndStopped();
    const [first] = left.incidents;
    if (first === undefined) throw new Error('nothing fired');
    const twin = { ...first, id: `${first.id}-twin`, activeAtMs: first.activeAtMs + 9000 };
    const dropped: string[] = [];
    const dropIncident = async (id: string) => {
      dropped.push(id);
      return success(undefined);
    };
    const stop = new AbortController();
    stops.push(stop);
    const engine = new Engine({ ...world.deps, dropIncident });
    const from = { ...left, incidents: [first, twin], recalled: new Set([first.id, twin.id]) };
    const stored = world.stored.length;
    void engine.run({ targets: [target('shop')], feeds: [], rules: [rule()] }, stop.signal, from);
    await world.clock.pass(minuteMs);
    expect(dropped).toEqual([twin.id]);
    // Its workload has a target, so that it is no longer doubted: the next process shall know that. Nothing of its twin.
    const written = world.stored.slice(stored);
    expect(written.map(({ id, state }) => `${id} ${state}`)).toContain(`${first.id} firing`);
    expect(written.filter(({ id, isDoubted }) => id !== first.id || isDoubted)).toEqual([]);
    expect(engine.snapshot().incidents.map(({ id }) => id)).toEqual([first.id]);
    expect(world.told.slice(told)).toEqual([]);
  });

  test('is over when its target is gone for as long as the rule keeps firing', async () => {
    const { world, left, told } = await firedAndStopped();
    start(world, { left, targets: [target('other')] });
    await world.clock.pass(10 * minuteMs);
    expect(world.told.slice(told)).toEqual([]);
    await world.clock.pass(10 * minuteMs);
    expect(world.told.slice(told)).toMatchObject([{ status: 'resolved' }]);
  });

  test('says whether its target went by itself or by a reload, and never that it recovered', async () => {
    const ends: unknown[] = [];
    for (const how of ['gone', 'reconfigured', 'back', 'unruled'] as const) {
      const { world, left, told } = await firedAndStopped();
      const { engine } = start(world, { left });
      const watch = (name: string, rules = [rule()]) => ({
        targets: [target(name)],
        feeds: [],
        rules,
      });
      await world.clock.pass(minuteMs);
      engine.update(watch('other', how === 'unruled' ? [] : [rule()]), how !== 'gone');
      if (how === 'back') {
        await world.clock.pass(minuteMs);
        engine.update(watch('shop'), true);
        await world.clock.pass(minuteMs);
        engine.update(watch('other'));
      }
      await world.clock.pass(20 * minuteMs);
      ends.push(world.told.slice(told).map(({ incident: { endedBy } }) => endedBy));
    }
    expect(ends).toEqual([['gone'], ['reconfigured'], ['gone'], ['unruled']]);
  });

  test('and that came from a bucket is left alone unless a target of it is found', async () => {
    const { world, left, told } = await firedAndStopped();
    const dropped: string[] = [];
    const dropIncident = async (id: string) => {
      dropped.push(id);
      return success(undefined);
    };
    const id = left.incidents[0]?.id ?? '';
    const stored = world.stored.length;
    const run = (targets: readonly Target[]) => {
      const stop = new AbortController();
      stops.push(stop);
      const engine = new Engine({ ...world.deps, dropIncident });
      const from = { ...left, recalled: new Set([id]) };
      const done = engine.run({ targets, feeds: [], rules: [rule()] }, stop.signal, from);
      return { engine, stop, done };
    };
    const foreign = run([target('other')]);
    await world.clock.pass(30 * minuteMs);
    expect(foreign.engine.snapshot().incidents).toEqual([]);
    expect(dropped).toEqual([id]);
    expect(world.told.slice(told)).toEqual([]);
    expect(world.stored.slice(stored)).toEqual([]);
    foreign.stop.abort();
    await foreign.done;

    const own = run([target('shop')]);
    await world.clock.pass(minuteMs);
    own.engine.update({ targets: [target('other')], feeds: [], rules: [rule()] });
    await world.clock.pass(30 * minuteMs);
    expect(world.told.slice(told)).toMatchObject([{ status: 'resolved', incident: { id } }]);
    expect(dropped).toEqual([id]);
  });

  test('and that another shard has by now is neither shown nor told of here, unless a target of it is found after all', async () => {
    const { world, left, told } = await firedAndStopped();
    const reminded = world.reminded.length;
    const id = left.incidents[0]?.id ?? '';
    const stop = new AbortController();
    stops.push(stop);
    const engine = new Engine(world.deps);
    const ids = new Set([id]);
    const from = { ...left, recalled: ids, moved: ids };
    const watch = (name: string) => ({ targets: [target(name)], feeds: [], rules: [rule()] });
    void engine.run(watch('other'), stop.signal, from);
    await world.clock.pass(5 * minuteMs);
    expect(engine.snapshot().incidents).toEqual([]);
    engine.update(watch('shop'));
    await world.clock.pass(5 * minuteMs);
    expect(engine.snapshot().incidents).toMatchObject([{ id, state: 'firing' }]);
    expect(world.reminded.slice(reminded)).toMatchObject([{ status: 'firing' }]);
    expect(world.told.slice(told)).toEqual([]);
  });

  test('and that is over, and another shard has by now, is told by that one', async () => {
    const { world, left } = await firedAndStopped();
    const reminded = world.reminded.length;
    const incidents = left.incidents.map((one) => ({
      ...one,
      state: 'resolved' as const,
      resolvedAtMs: world.clock.nowMs(),
    }));
    const ids = new Set(incidents.map(({ id }) => id));
    const stop = new AbortController();
    stops.push(stop);
    const engine = new Engine(world.deps);
    const from = { ...left, incidents, owed: ids, recalled: ids, moved: ids };
    void engine.run({ targets: [target('other')], feeds: [], rules: [rule()] }, stop.signal, from);
    await world.clock.pass(minuteMs);
    expect(engine.snapshot().incidents).toEqual([]);
    expect(world.reminded.slice(reminded)).toEqual([]);
  });

  test('and whose targets cannot be found just now is not over', async () => {
    const { world, left, told } = await firedAndStopped();
    const stop = new AbortController();
    stops.push(stop);
    const engine = new Engine(world.deps);
    void engine.run({ targets: [], feeds: [], rules: [rule()] }, stop.signal, left, () => false);
    await world.clock.pass(60 * minuteMs);
    expect(world.told.slice(told)).toEqual([]);
  });

  test('and was not told yet is told by the next process', async () => {
    const { world, left, told } = await firedAndStopped();
    const incidents = left.incidents.map((one) => ({
      ...one,
      memory: { firedAtAgeMs: one.memory?.firedAtAgeMs ?? 0, told: null },
    }));
    start(world, { left: { ...left, incidents } });
    await world.clock.pass(5 * minuteMs);
    expect(world.reminded).toEqual([]);
    expect(world.told.slice(told)).toMatchObject([{ status: 'firing' }]);
  });

  test('that it was over a moment ago is said again to those who want that', async () => {
    const { world, left } = await firedAndStopped();
    const over = (agoMs: number) => ({
      ...left,
      incidents: left.incidents.map((one) => ({
        ...one,
        state: 'resolved' as const,
        resolvedAtMs: world.clock.nowMs() - agoMs,
      })),
    });
    start(world, { left: over(5 * minuteMs) });
    expect(world.reminded.map(({ status }) => status)).toEqual(['resolved']);
    start(world, { left: over(20 * minuteMs) });
    expect(world.reminded).toHaveLength(1);
  });
});

test('a rule that a reload takes away ends its incident', async () => {
  const world = leakyWorld();
  const { engine } = start(world);
  await world.clock.pass(150 * minuteMs);
  engine.update({ targets: [target('shop')], feeds: [], rules: [rule({ alert: 'Another' })] });
  await world.clock.pass(minuteMs);
  expect(world.told.at(-1)).toMatchObject({ status: 'resolved' });
});

describe('a snooze', () => {
  const snooze = (world: FakeWorld, minutes: number) => ({
    id: 's1',
    workload: 'shop',
    why: 'an import runs',
    by: '',
    sinceMs: world.clock.nowMs(),
    untilMs: world.clock.nowMs() + minutes * minuteMs,
  });

  test('the workload is watched and captured, and nobody is told until it is over', async () => {
    const world = leakyWorld();
    const { engine } = start(world);
    await engine.snooze(snooze(world, 200));
    await world.clock.pass(190 * minuteMs);
    expect(engine.snapshot().incidents[0]?.state).toBe('firing');
    expect(engine.snapshot().snoozes).toHaveLength(1);
    expect(world.of('captured').length).toBeGreaterThan(2);
    expect(world.told).toEqual([]);
    await world.clock.pass(20 * minuteMs);
    expect(engine.snapshot().snoozes).toEqual([]);
    expect(world.told.map(({ status }) => status)).toEqual(['firing']);
  });

  test('outlives the process', async () => {
    const world = leakyWorld();
    const first = start(world);
    await first.engine.snooze(snooze(world, 200));
    first.stop.abort();
    await first.done;
    const { engine } = start(world, { left: leftBy(world) });
    await world.clock.pass(180 * minuteMs);
    expect(engine.isSnoozed('shop')).toBe(true);
    expect(world.told).toEqual([]);
  });

  test('that outlives the process holds back what fires, and it is gone on with', async () => {
    const { world, left, told } = await firedAndStopped();
    start(world, { left: { ...left, snoozes: [snooze(world, 60)] } });
    await world.clock.pass(90 * minuteMs);
    expect(world.told.slice(told)).toEqual([]);
    expect(world.reminded).toMatchObject([{ status: 'firing', isSnoozed: true }]);
  });

  test('that what was told is over is told all the same', async () => {
    const world = leakyWorld();
    const { engine } = start(world);
    await world.clock.pass(150 * minuteMs);
    await engine.snooze(snooze(world, 2000));
    repair(world);
    await world.clock.pass(1000 * minuteMs);
    expect(world.told.at(-1)?.status).toBe('resolved');
  }, 60_000);

  test('ended before its time it alerts at once', async () => {
    const world = leakyWorld();
    const { engine } = start(world);
    await engine.snooze(snooze(world, 900));
    await world.clock.pass(180 * minuteMs);
    expect(engine.endSnooze('no such')).toBeNull();
    await engine.endSnooze('s1');
    // Kept as ended: another shard may have it as it was.
    expect(world.snoozes).toMatchObject([{ id: 's1', untilMs: world.clock.nowMs() }]);
    expect(engine.endSnooze('s1')).toBeNull();
    await world.clock.pass(3 * minuteMs);
    expect(world.told.map(({ status }) => status)).toEqual(['firing']);
  });
});

test('an alert of a workload with several targets has the labels that all of them have', async () => {
  const world = leakyWorld();
  const labelled = (name: string) =>
    target(name, {
      workload: 'shop',
      labels: { job: 'shop', instance: `${name}:6060`, team: 'blue' },
    });
  start(world, { targets: [labelled('shop'), labelled('shop2')] });
  await world.clock.pass(150 * minuteMs);
  const { incident } = world.told[0] ?? {};
  expect(incident?.labels).toMatchObject({ job: 'shop', team: 'blue', workload: 'shop' });
  expect(incident?.labels).not.toHaveProperty('instance');
});
