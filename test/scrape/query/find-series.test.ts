import { afterEach, describe, expect, test } from 'vitest';
import { findSeries } from '../../../src/scrape/query/find-series.ts';
import { type ApiQuery, FakePrometheus, type StoredSeries } from '../../support/fake-prometheus.ts';
import { cadvisor, startMs, workingSet } from '../../support/fed.ts';
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
