import { describe, expect, test } from 'vitest';
import type { ApiQuery } from '../../support/fake-prometheus.ts';
import { cadvisor, fed, minuteOf, series } from '../../support/fed.ts';
import { minuteMs } from '../../support/fleet.ts';

const named = { ...cadvisor, __name__: 'container_memory_working_set_bytes' };
const life = (end: string, from: number, to: number) =>
  series(
    { ...named, id: `/${end}`, pod: `cart-5d8f9c7b64-${end}` },
    (minute) => (minute >= from && minute <= to ? 1000 + minute : null),
    400,
  );
const quarters = (from: number, to: number) =>
  Array.from({ length: 4 * (to - from) + 1 }, (_, i) => from + i / 4);
/** A pod that is replaced at minute 20, and one that lives in between alone. */
const fleet = [life('x2v9k', 0, 20), life('b7c2d', 21, 400), life('zz4tk', 15, 28)];

async function watched(over: Parameters<typeof fed>[1] = {}) {
  const all = await fed(fleet, over);
  const minutes = () =>
    Object.fromEntries(
      [...Map.groupBy(all.readings(), ({ target }) => target.labels['pod']?.slice(-5) ?? '')].map(
        ([name, own]) => [name, own.map(minuteOf)],
      ),
    );
  return { ...all, minutes };
}

describe('who dies unseen is read up to his end', () => {
  test.each([
    ['the whole store', () => true],
    ['what gives its samples', ({ rangeMs }: ApiQuery) => rangeMs > 0],
    ['what lists its series', ({ endpoint }: ApiQuery) => endpoint === 'series'],
  ])('where %s was away for half an hour', async (_, isAway) => {
    const { server, round, minutes, gone } = await watched();
    await round(10);
    server.refuse = (query) => (isAway(query) ? { status: 401, body: 'no' } : null);
    for (let minute = 11; minute < 45; minute++) {
      const { failed, failedWorkloads } = await round(minute);
      expect(failed ?? failedWorkloads).not.toBeNull();
      expect(gone()).toEqual([]);
    }
    server.refuse = () => null;
    await round(45);
    expect(minutes()).toEqual({
      x2v9k: quarters(10.25, 20),
      b7c2d: quarters(21, 45),
      zz4tk: quarters(15, 28),
    });
    server.queries.length = 0;
    await round(46);
    expect(minutes()).toEqual({ b7c2d: quarters(45.25, 46) });
    expect(server.queries.filter(({ endpoint }) => endpoint === 'series')).toHaveLength(1);
  });

  test('where rounds are half an hour apart, with one list of series each', async () => {
    const { server, round, minutes } = await watched({ intervalMs: 30 * minuteMs });
    await round(10);
    server.queries.length = 0;
    await round(40);
    expect(minutes()).toEqual({
      x2v9k: quarters(10.25, 20),
      b7c2d: quarters(21, 40),
      zz4tk: quarters(15, 28),
    });
    expect(server.queries.filter(({ endpoint }) => endpoint === 'series')).toHaveLength(1);
  });
});

test('a list that stays too long for the server costs who is gone, not who is there', async () => {
  const { server, round, minutes } = await watched();
  await round(10);
  server.refuse = ({ endpoint, params }) => {
    const spanMs = 1000 * (Number(params.get('end')) - Number(params.get('start')));
    return endpoint === 'series' && spanMs > 20 * minuteMs ? { status: 422, body: 'no' } : null;
  };
  expect((await round(45)).failed).toContain('/api/v1/series');
  expect(await round(46)).toMatchObject({ failed: null });
  expect(minutes()).toEqual({ b7c2d: quarters(21, 46) });
  expect(await round(47)).toMatchObject({ failed: null });
  expect(minutes()).toEqual({ b7c2d: quarters(46.25, 47) });
});
