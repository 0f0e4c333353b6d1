import { expect, test } from 'vitest';
import type { RecallPlace } from '../../../src/model/feed.ts';
import { cadvisor, fed, minuteOf, series } from '../../support/fed.ts';
import { minuteMs } from '../../support/fleet.ts';

/** A container that is there from one minute to another. */
const life = (i: number, from: number, to: number) =>
  series(
    {
      __name__: 'container_memory_working_set_bytes',
      ...cadvisor,
      pod: `w${String(i).padStart(4, '0')}-5d8f9c7b64-x2v9k`,
    },
    (minute) => (minute >= from && minute <= to ? 100 + minute : null),
  );
/** Nine hundred series, and two hundred more from minute 12 on: a deployment that rolls. */
const rolling = Array.from({ length: 1100 }, (_, i) => life(i, i < 900 ? 0 : 12, 60));
const over = { backfillMs: 120 * minuteMs };

test('a fleet that outgrows raw samples in a rolling deployment is up to date, and is saved', async () => {
  const { round, news, readings } = await fed(rolling, over);
  expect((await round(11)).what).toMatch(/every sample/);
  const ofFirst = () =>
    readings()
      .filter(({ target }) => target.workload.startsWith('shop/w0000/'))
      .map(minuteOf);
  const upToDate = () =>
    new Set(news.flatMap((one) => (one.kind === 'readings' ? [one.upToDate] : [])));
  expect((await round(16)).what).toMatch(/floor of each 300 s/);
  expect(ofFirst()).toEqual([15]);
  expect(upToDate()).toContain(true);
  await round(21);
  expect(upToDate()).toEqual(new Set([true]));
  expect(ofFirst()).toEqual([20]);
});

test('so is one that a restart recalls as it was before it grew', async () => {
  const before = await fed(rolling.slice(0, 900), over);
  await before.round(11);
  const saved = new Map(
    before.news.flatMap((one) =>
      one.kind === 'readings' ? [[one.workload, JSON.stringify(one.place.saved())] as const] : [],
    ),
  );
  const recall: RecallPlace = (workload, _, goOn) => {
    const place = saved.get(workload);
    if (place !== undefined) goOn(JSON.parse(place));
  };
  const { round, news, readings } = await fed(rolling, over);
  await round(16, recall);
  const isUpToDate = new Map(
    news.flatMap((one) => (one.kind === 'readings' ? [[one.workload, one.upToDate] as const] : [])),
  );
  expect(new Set(isUpToDate.values())).toEqual(new Set([true]));
  expect(isUpToDate.size).toBe(1100);
  const known = readings().filter(({ target }) => target.workload.startsWith('shop/w0000/'));
  expect(known.map(minuteOf)).toEqual([15]);
});
