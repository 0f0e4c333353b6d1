import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { QueryConfig } from '../../src/model/config.ts';
import type { Engine } from '../../src/watch/engine.ts';
import { FakePrometheus } from '../support/fake-prometheus.ts';
import { FakeWorld } from '../support/fake-world.ts';
import {
  dayMs,
  minuteMs,
  queryConfig,
  queryFeed,
  shippedRules,
  storedPages,
  watchFleet,
} from '../support/fleet.ts';
import { constant, mib, noisy, ramp, record, teeth } from '../support/series-generator.ts';

const startMs = Date.UTC(2026, 0, 10);
const ticks = (2 * dayMs) / minuteMs;
const endMs = startMs + 2 * dayMs - minuteMs;
const about = { ticks, startMs };
const shop = [
  ...storedPages('leaky', record(noisy(ramp(60 * mib, 0.05 * mib), 0.01, 1), about)),
  ...storedPages('calm', record(noisy(constant(50 * mib), 0.02, 2), about)),
  ...storedPages('garbage', record(teeth(constant(100 * mib), 80 * mib, 13), about)),
  ...storedPages(
    'killed',
    record(noisy(ramp(60 * mib, 0.9 * mib), 0.01, 4), {
      ...about,
      restarts: [400, 800, 1200, 1600, 2000, 2400],
      lastExit: 'oom',
    }),
  ),
];

const servers: FakePrometheus[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serving() {
  const server = new FakePrometheus(shop);
  servers.push(server);
  return { server, url: await server.listen() };
}

/** From when on samples were asked for; Infinity: none were. */
function readFrom({ queries }: FakePrometheus): number {
  const from = queries.flatMap(({ endpoint, params, rangeMs }) => {
    if (endpoint === 'query' && rangeMs > 0) return [1000 * Number(params.get('time')) - rangeMs];
    return endpoint === 'query_range' ? [1000 * Number(params.get('start'))] : [];
  });
  return Math.min(Number.POSITIVE_INFINITY, ...from);
}

/** A fleet that is watched until `untilMs`, by processes that run in these spans. */
async function run(
  spans: readonly (readonly [fromMs: number, untilMs: number])[],
  over: Partial<QueryConfig>,
) {
  const { server, url } = await serving();
  const world = new FakeWorld();
  let watched: Awaited<ReturnType<typeof watchFleet>> | null = null;
  for (const [fromMs, untilMs] of spans) {
    const config = queryConfig(url, { step: 'raw', ...over });
    watched = await watchFleet(server, config, { fromMs, untilMs, world });
  }
  if (watched === null) throw new Error('nothing was watched');
  const { targets, incidents } = watched.engine.snapshot();
  const alerts = incidents.filter(({ state }) => state === 'firing' || state === 'pending');
  return {
    verdicts: new Map(targets.map(({ target, verdict }) => [target.workload, verdict])),
    alerts: alerts
      .map(({ id, state, activeAtMs, firedAtMs }) => ({ id, state, activeAtMs, firedAtMs }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    told: new Set(world.told.map(({ incident, status }) => `${incident.id} ${status}`)),
    world,
  };
}

const samplings: Readonly<Record<string, Partial<QueryConfig>>> = {
  'every sample': { step: 'raw', intervalMs: 10 * minuteMs },
  'floors of five minutes': { step: 5 * minuteMs, intervalMs: 10 * minuteMs },
};

describe.each(Object.entries(samplings))('a feed of %s', (_, over) => {
  test('judges as if the process had never been stopped, for however long', async () => {
    const fromMs = startMs + dayMs;
    const whole = await run([[fromMs, endMs]], over);
    expect(new Set([...whole.verdicts.values()].map((verdict) => verdict?.kind))).toContain('leak');
    const round = (minutes: number) => 10 * minuteMs * Math.round(minutes / 10);
    const stops = fc.tuple(fc.integer({ min: 10, max: 1300 }), fc.integer({ min: 10, max: 900 }));
    await fc.assert(
      fc.asyncProperty(stops, async ([ranFor, wasGoneFor]) => {
        const stoppedMs = fromMs + round(ranFor);
        const againMs = Math.min(stoppedMs + round(wasGoneFor), endMs - 9 * minuteMs);
        const again = await run(
          [
            [fromMs, stoppedMs],
            [againMs - ((againMs - fromMs) % (10 * minuteMs)), endMs],
          ],
          over,
        );
        expect(again.verdicts).toEqual(whole.verdicts);
        expect(again.alerts).toEqual(whole.alerts);
      }),
      { numRuns: 3 },
    );
  }, 120_000);

  test('asks for what came since, not for the past', async () => {
    const { server, url } = await serving();
    const world = new FakeWorld();
    const config = queryConfig(url, over);
    const [stopMs, againMs] = [endMs - 300 * minuteMs, endMs - 60 * minuteMs];
    await watchFleet(server, config, { fromMs: startMs + dayMs, untilMs: stopMs, world });
    expect(readFrom(server)).toBeLessThan(startMs);
    server.queries.length = 0;
    const { engine } = await watchFleet(server, config, { fromMs: againMs, untilMs: endMs, world });
    expect(readFrom(server)).toBeGreaterThan(stopMs - 20 * minuteMs);
    expect(engine.snapshot().targets).toHaveLength(4);
    expect(world.of('warning')).toEqual([]);
  });
});

describe('the past is read anew', () => {
  const before = { step: 'raw', intervalMs: 10 * minuteMs } as const;
  const stopMs = endMs - 120 * minuteMs;
  const others: readonly (readonly [string, Partial<QueryConfig>])[] = [
    ['by another step', { step: 5 * minuteMs }],
    ['of another match', { match: 'job!="x"' }],
    ['with other workloads', { workloadLabels: ['job'] }],
    ['with another limit', { limitBytes: 2 ** 30 }],
    ['that is shorter than the stop was', { backfillMs: 60 * minuteMs }],
  ];
  test.each(others)('%s', async (_, over) => {
    const { server, url } = await serving();
    const world = new FakeWorld();
    const first = queryConfig(url, before);
    await watchFleet(server, first, { fromMs: stopMs, untilMs: stopMs, world });
    server.queries.length = 0;
    const second = queryConfig(url, { ...before, ...over });
    await watchFleet(server, second, { fromMs: endMs, untilMs: endMs, world });
    const past = over.backfillMs ?? 9 * dayMs;
    expect(readFrom(server)).toBeLessThan(endMs - past + 60 * minuteMs);
  });

  const spoilt: readonly (readonly [string, (text: string) => string])[] = [
    ['of a place that is damaged', (text) => text.replace('"strands":[[', '"strands":[["x",')],
    ['of a place that is missing', (text) => text.replace('"place":{', '"other":{')],
    ['of what was scraped', (text) => text.replace('"feed":{', '"fed":{')],
    ['of a place ahead of the clock', (text) => text.replace(/"readMs":\d+/, '"readMs":9e15')],
  ];
  test.each(spoilt)('instead %s', async (_, spoil) => {
    const { server, url } = await serving();
    const world = new FakeWorld();
    const config = queryConfig(url, before);
    await watchFleet(server, config, { fromMs: stopMs, untilMs: stopMs, world });
    for (const [name, text] of world.workloads) {
      expect(spoil(text)).not.toBe(text);
      world.workloads.set(name, spoil(text));
    }
    server.queries.length = 0;
    const { engine } = await watchFleet(server, config, { fromMs: endMs, untilMs: endMs, world });
    expect(readFrom(server)).toBeLessThan(startMs);
    expect(engine.snapshot().targets).toHaveLength(4);
  });
});

test('what is read only by half when the process ends is read again', async () => {
  const { server, url } = await serving();
  const world = new FakeWorld();
  const config = queryConfig(url, { step: 'raw', intervalMs: 10 * minuteMs });
  let answers = 0;
  // The past comes in several stretches, and the last ones of them never.
  server.refuse = ({ endpoint, rangeMs }) =>
    endpoint === 'query' && rangeMs > 0 && ++answers > 1 ? { status: 400, body: 'no' } : null;
  await watchFleet(server, config, { fromMs: endMs, untilMs: endMs, world });
  expect(answers).toBeGreaterThan(1);
  expect(world.workloads.size).toBe(0);
});

test('a workload that is known and says nothing new yet is a target, and its incident goes on', async () => {
  const { server, url } = await serving();
  const world = new FakeWorld();
  const config = queryConfig(url, { step: 5 * minuteMs });
  await watchFleet(server, config, { fromMs: endMs - minuteMs, untilMs: endMs - minuteMs, world });
  const again = await watchFleet(server, config, { fromMs: endMs, untilMs: endMs, world });
  const { targets, incidents } = again.engine.snapshot();
  expect(targets).toHaveLength(4);
  expect(targets.find(({ target }) => target.workload === 'leaky')?.verdict?.kind).toBe('leak');
  expect(incidents.filter(({ state }) => state === 'firing').length).toBeGreaterThan(0);
});

const workloadsOf = (engine: Engine) =>
  engine.snapshot().targets.map(({ target }) => target.workload);

/** `calm` as it would be had nobody scraped it between these times. */
function silentBetween(fromMs: number, untilMs: number) {
  return shop.map(({ labels, samples }) => ({
    labels,
    samples: samples.filter(
      ([atMs]) => labels['job'] !== 'calm' || atMs < fromMs || atMs >= untilMs,
    ),
  }));
}

test.each(Object.entries(samplings))(
  'of a workload that was silent what came since is read: a feed of %s',
  async (_, over) => {
    const { server, url } = await serving();
    const [silentMs, againMs] = [endMs - 180 * minuteMs, endMs - 45 * minuteMs];
    server.series = silentBetween(silentMs, againMs);
    const gone: boolean[] = [];
    const fromMs = silentMs - 60 * minuteMs;
    const { engine } = await watchFleet(server, queryConfig(url, over), {
      ...{ fromMs, untilMs: endMs },
      at: (nowMs, engine) => {
        if (nowMs > fromMs && nowMs < silentMs) server.queries.length = 0;
        if (nowMs > silentMs + 60 * minuteMs && nowMs < againMs) {
          gone.push(!workloadsOf(engine).includes('calm'));
        }
      },
    });
    expect(new Set(gone)).toEqual(new Set([true]));
    expect(workloadsOf(engine)).toContain('calm');
    expect(readFrom(server)).toBeGreaterThan(silentMs - 60 * minuteMs);
    const { timeline } =
      engine.snapshot().targets.find(({ target }) => target.workload === 'calm') ?? {};
    expect(timeline?.points.at(-1)?.atMs).toBeGreaterThan(againMs);
  },
);

test('a feed that a reload has made anew reads on where the one before it was', async () => {
  const { server, url } = await serving();
  const config = queryConfig(url, { step: 'raw', intervalMs: 10 * minuteMs });
  const fromMs = endMs - 60 * minuteMs;
  let reloads = 0;
  const { engine } = await watchFleet(server, config, {
    ...{ fromMs, untilMs: endMs },
    at: (nowMs, engine) => {
      if (nowMs < fromMs + 30 * minuteMs || reloads++ > 0) return;
      server.queries.length = 0;
      const feeds = [queryFeed({ ...config, timeoutMs: 5_000 })];
      engine.update({ targets: [], feeds, rules: shippedRules });
    },
  });
  expect(readFrom(server)).toBeGreaterThan(fromMs);
  expect(readFrom(server)).toBeLessThan(endMs);
  expect(engine.snapshot().targets).toHaveLength(4);
});
