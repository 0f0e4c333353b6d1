import { afterEach, describe, expect, test } from 'vitest';
import type { Reading } from '../../src/model/reading.ts';
import { findSeries } from '../../src/scrape/query/find-series.ts';
import { groupWorkloads } from '../../src/scrape/query/group-workloads.ts';
import { workloadHistory } from '../../src/scrape/query/workload-history.ts';
import { replay } from '../../src/watch/replay.ts';
import { FakePrometheus, type StoredSeries } from '../support/fake-prometheus.ts';
import {
  dayMs,
  minuteMs,
  queryConfig,
  shippedRules,
  storedPages,
  watchFleet,
} from '../support/fleet.ts';
import { constant, mib, noisy, ramp, record, teeth } from '../support/series-generator.ts';

const startMs = Date.UTC(2026, 0, 10);
const ticks = (2 * dayMs) / minuteMs;
const endMs = startMs + 2 * dayMs;

const servers: FakePrometheus[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serving(series: readonly StoredSeries[]) {
  const server = new FakePrometheus(series);
  servers.push(server);
  return { server, url: await server.listen() };
}

const about = { ticks, startMs };
const shop = [
  ...storedPages('leaky', record(noisy(ramp(60 * mib, 0.05 * mib), 0.01, 1), about)),
  ...storedPages('calm', record(noisy(constant(50 * mib), 0.02, 2), about)),
  ...storedPages('garbage', record(teeth(constant(100 * mib), 80 * mib, 13), about)),
  ...storedPages(
    'mended',
    record(
      noisy((t) => (t < 1000 ? 40 + 0.3 * t : 70) * mib, 0.01, 3),
      about,
    ),
  ),
  ...storedPages(
    'killed',
    record(noisy(ramp(60 * mib, 0.9 * mib), 0.01, 4), {
      ...about,
      restarts: [400, 800, 1200, 1600, 2000, 2400, 2800, 3200, 3600, 4000],
      lastExit: 'oom',
    }),
  ),
];

/** Workload → what fired there and still does, as `backtest` finds it. */
async function backtested(url: string, untilMs: number) {
  const signal = new AbortController().signal;
  const server = { url, http: { headers: {} }, deadlineMs: 10_000, signal };
  const span = { fromMs: startMs - 1, untilMs };
  const found = await findSeries(server, { matches: [''], ...span, maxSeries: 1000 });
  if (!found.ok) throw new Error(found.reason);
  const result: Record<string, unknown> = {};
  for (const workload of groupWorkloads(found.value.series, null)) {
    const readings: Reading[] = [];
    const wanted = { ...span, sampling: { kind: 'raw' as const }, match: '', limitBytes: null };
    for await (const chunk of workloadHistory(server, workload, wanted)) {
      if (!chunk.ok) throw new Error(chunk.reason);
      readings.push(...chunk.value.readings);
    }
    const { incidents, last } = replay(readings, shippedRules);
    result[workload.name] = {
      last: last?.kind,
      firing: incidents
        .filter(({ resolvedAtMs }) => resolvedAtMs === null)
        .map(({ rule, firedAtMs }) => `${rule.alert} ${firedAtMs}`),
    };
  }
  return result;
}

/** The same of what the engine says. */
async function watched(server: FakePrometheus, url: string, fromMs: number, untilMs: number) {
  const { engine, told } = await watchFleet(
    server,
    queryConfig(url, { step: 'raw', intervalMs: 30 * minuteMs }),
    {
      fromMs,
      untilMs,
    },
  );
  const { targets, incidents } = engine.snapshot();
  const state = Object.fromEntries(
    targets.map(({ target, verdict }) => [
      target.workload,
      {
        last: verdict?.kind,
        firing: incidents
          .filter((one) => one.workload === target.workload && one.state === 'firing')
          .map(({ rule, firedAtMs }) => `${rule} ${firedAtMs}`)
          .sort(),
      },
    ]),
  );
  return { state, told };
}

describe('a feed and backtest', { timeout: 60_000 }, () => {
  test('say the same of the same samples, whenever the process was started', async () => {
    const { server, url } = await serving(shop);
    const untilMs = endMs - minuteMs - (endMs % minuteMs);
    const expected = await backtested(url, untilMs - 30_000);
    const kinds = Object.values(expected).map((one) => (one as { last: string }).last);
    expect(new Set(kinds)).toEqual(new Set(['leak', 'steady', 'sawtooth']));
    // At once, a day and a half before, and from the first sample on.
    for (const fromMs of [untilMs, endMs - 0.5 * dayMs, startMs + 30 * minuteMs]) {
      const { state } = await watched(server, url, fromMs, untilMs - 1);
      expect(state, new Date(fromMs).toISOString()).toEqual(expected);
    }
  });

  test('nobody is told what fired in the past and is over', async () => {
    const { server, url } = await serving(shop);
    const { told } = await watched(server, url, endMs, endMs);
    const names = told.map(({ incident, status }) => `${incident.workload} ${status}`);
    expect(new Set(names)).toEqual(new Set(['leaky firing', 'killed firing']));
    expect(names).toHaveLength(new Set(told.map(({ incident }) => incident.id)).size);
  });

  test('what fires later is told once, when it fires', async () => {
    const { server, url } = await serving(shop);
    const { told } = await watched(server, url, startMs + 10 * minuteMs, endMs);
    const leaky = told.filter(({ incident }) => incident.workload === 'leaky');
    expect(leaky.length).toBeGreaterThan(0);
    for (const { incident, status } of leaky) {
      expect(status).toBe('firing');
      expect(incident.firedAtMs).toBeLessThan(endMs - dayMs / 2);
    }
    const mended = told.filter(({ incident }) => incident.workload === 'mended');
    expect(mended.map(({ status }) => status)).toEqual(['firing', 'resolved']);
  });
});
