import { afterEach, describe, expect, test } from 'vitest';
import { findSeries } from '../../../src/scrape/query/find-series.ts';
import { type ApiQuery, FakePrometheus, type StoredSeries } from '../../support/fake-prometheus.ts';
import { cadvisor, kube, startMs, workingSet } from '../../support/fed.ts';
import { dayMs, minuteMs } from '../../support/fleet.ts';

const servers: FakePrometheus[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function asked(all: readonly StoredSeries[], over: { readonly maxSeries?: number } = {}) {
  const server = new FakePrometheus(all);
  servers.push(server);
  const url = await server.listen();
  const { signal } = new AbortController();
  const find = () =>
    findSeries(
      { url, http: { headers: {} }, deadlineMs: 10_000, signal },
      {
        ...{ matches: [''], fromMs: startMs - 9 * dayMs, untilMs: startMs + 60 * minuteMs },
        ...{ maxSeries: 1000, ...over },
      },
    );
  return { server, find };
}

const names = ({ params }: ApiQuery) => (params.get('match[]') ?? '').split('|').length;

describe('a server that is overloaded', () => {
  test.each([
    ['seconds', '1', {}],
    ['a date', new Date(startMs + 1000).toUTCString(), { date: new Date(startMs).toUTCString() }],
  ])('is given the time that it asks for in %s', async (_, retryAfter, headers) => {
    const { server, find } = await asked([workingSet(cadvisor)]);
    const times: number[] = [];
    server.refuse = () => {
      times.push(performance.now());
      return times.length === 1
        ? { status: 429, body: 'slow down', headers: { 'retry-after': retryAfter, ...headers } }
        : null;
    };
    expect(await find()).toMatchObject({ ok: true, value: { series: [{ ...cadvisor }] } });
    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThan(950);
  });

  test('is asked twice, with a pause, and not in halves of halves', async () => {
    const { server, find } = await asked([workingSet(cadvisor)]);
    const times: number[] = [];
    server.refuse = () => {
      times.push(performance.now());
      return { status: 503, body: '' };
    };
    expect(await find()).toMatchObject({ ok: false });
    const [first = 0, second = 0, ...others] = times;
    expect(second - first).toBeGreaterThan(200);
    expect(others).toEqual([]);
    expect(server.queries.map(names)).toEqual([expect.any(Number), 1]);
  });
});

test('nine days of pods that come and go are asked for in shorter times', async () => {
  const hourMs = 60 * minuteMs;
  const churn = Array.from({ length: 216 }, (_, i) => ({
    labels: { ...workingSet(cadvisor).labels, id: `/${i}` },
    samples: [[startMs + hourMs - i * hourMs, 1] as const],
  }));
  const { server, find } = await asked(churn);
  // VictoriaMetrics' -search.maxSeries.
  server.refuse = ({ params }) => {
    const selector = params.get('match[]') ?? '';
    const hours = (Number(params.get('end')) - Number(params.get('start'))) / 3600;
    if (!selector.includes('working_set') || hours <= 30) return null;
    return { status: 422, body: 'the number of matching timeseries exceeds 30' };
  };
  const found = await find();
  expect(found.ok ? found.value.series.length : found.reason).toBe(216);
});

test('pods’ owners do not come under the limit of series; a list that this cuts off is no part', async () => {
  const pods = Array.from({ length: 30 }, (_, i) => ({ namespace: 'shop', pod: `cart-${i}` }));
  const owners = pods.map((pod) => kube('kube_pod_owner', { ...pod, owner_name: 'cart' }));
  const few = [workingSet(cadvisor), workingSet({ ...cadvisor, id: '/b' })];
  const { find, server } = await asked([...few, ...owners], { maxSeries: 10 });
  const found = await find();
  expect(found).toMatchObject({ ok: true, value: { isPartial: false, warnings: [] } });
  expect(found.ok && [found.value.series.length, found.value.owners.length]).toEqual([2, 30]);
  server.series = [...owners, ...pods.map((pod) => workingSet({ ...cadvisor, ...pod }))];
  expect(await find()).toMatchObject({ reason: expect.stringMatching(/more than 10 series/) });
});
