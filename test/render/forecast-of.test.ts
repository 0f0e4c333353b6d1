import { describe, expect, test } from 'vitest';
import type { Timeline } from '../../src/model/timeline.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { forecastOf } from '../../src/render/forecast-of.ts';
import { verdict } from '../support/verdict.ts';

/** A second a point, up to 100 s: floor 1,000 at its start and 10 more each second; a life that ended at 20 s before. */
const timeline: Timeline = {
  signal: 'heapLive',
  points: Array.from({ length: 100 }, (_, i) => {
    const floor = i < 20 ? 5000 : 1000 + 10 * (i - 20);
    return { atMs: (i + 1) * 1000, floor, peak: floor + 300 };
  }),
  lifeEnds: [{ atMs: 20_000, cause: 'oom', inferred: false }],
};

const rising: Verdict = verdict('leak', 'alarm', {
  atMs: 100_000,
  signal: 'heapLive',
  value: 2000,
  floor: 1790,
  leakRatePerSecond: 10,
  leakRateInterval: [8, 12],
  limitBytes: 2500,
  timeToLimitSeconds: 50,
  timeToLimitInterval: [40, 80],
});

function check(over: Partial<Verdict>) {
  return forecastOf({ ...rising, ...over }, timeline);
}

test('lines meet the limit when the interval says so', () => {
  const forecast = check({});
  expect(forecast?.expected.to).toEqual({ atMs: 150_000, value: 2500 });
  expect(forecast?.early.to).toEqual({ atMs: 140_000, value: 2500 });
  expect(forecast?.untilMs).toBe(175_000);
  // Cut where the view ends: 75 of its 80 s.
  expect(forecast?.late.to).toEqual({ atMs: 175_000, value: 2000 + (500 * 75) / 80 });
});

test('the cone begins where that stands which the limit counts', () => {
  const forecast = check({ counted: { signal: 'rss', value: 2300 } });
  expect(forecast?.expected).toEqual({
    from: { atMs: 100_000, value: 2300 },
    to: { atMs: 150_000, value: 2500 },
  });
  expect(forecast?.ramp.to).toEqual({ atMs: 100_000, value: 1790 });
});

test('the ramp goes back over the running life alone', () => {
  expect(check({})?.ramp).toEqual({
    from: { atMs: 21_000, value: 1000 },
    to: { atMs: 100_000, value: 1790 },
  });
});

test('what is far away does not make the past a speck', () => {
  const forecast = check({ timeToLimitSeconds: 1e6, timeToLimitInterval: [5e5, Number.MAX_VALUE] });
  expect(forecast?.untilMs).toBe(199_000);
  expect(forecast?.late.to.value).toBeCloseTo(2000);
});

test('without a limit it goes on at the leak rate', () => {
  const forecast = check({ limitBytes: null, timeToLimitSeconds: null, timeToLimitInterval: null });
  const { untilMs = 0, limit, early, late } = forecast ?? {};
  expect(limit).toBeNull();
  expect(early?.to.value).toBeCloseTo(2000 + (12 * (untilMs - 100_000)) / 1000);
  expect(late?.to.value).toBeCloseTo(2000 + (8 * (untilMs - 100_000)) / 1000);
});

describe('nothing is drawn of', () => {
  test.each<[string, Partial<Verdict>]>([
    ['what does not rise', { leakRatePerSecond: null }],
    ['another signal', { signal: 'rss' }],
    ['a time before the first point', { atMs: 500 }],
    ['no floor', { floor: null }],
  ])('%s', (_, over) => {
    expect(check(over)).toBeNull();
  });
});
