import { expect, test } from 'vitest';
import { floatingGarbage } from '../../src/profile/floating-garbage.ts';
import { growsAlong } from '../../src/profile/grows-along.ts';
import type { GrowthSeries } from '../../src/profile/growth-trend.ts';
import { speaksAgainst } from '../../src/profile/speaks-against.ts';
import { growthSeries } from '../support/growth-series.ts';

const none = growthSeries([0, 10, 20, 30, 40], {
  seconds: [0, 1, 2, 3, 4],
  pseudoVariance: 0.01,
});

test.each<{ name: string; says: string | null; error?: number; series: Partial<GrowthSeries> }>([
  { name: 'a leak', says: null, series: {} },
  { name: 'a leak with a quiet moment', says: null, series: { values: [0, 12, 12, 25, 40] } },
  {
    name: 'one step at the end',
    says: 'came at once',
    series: { values: [0, 0, 1, 1, 40] },
  },
  {
    name: 'one step of a container',
    says: null,
    series: { values: [40, 40, 40, 40, 72], stepSize: 8 },
  },
  {
    name: 'one large object that was not there before',
    says: 'came at once',
    series: { values: [0, 0, 0, 0, 40], stepSize: 8 },
  },
  {
    name: 'one step that was under way at a capture',
    says: 'came at once',
    series: { seconds: [0, 1, 2, 3, 4, 5, 6, 7], values: [2, 2, 2, 14, 42, 42, 42, 42] },
  },
  {
    name: 'growth that began two captures ago',
    says: null,
    series: { seconds: [0, 1, 2, 3, 4, 5, 6, 7], values: [2, 2, 2, 2, 2, 2, 22, 42] },
  },
  {
    name: 'a step in two of few intervals',
    says: null,
    series: { seconds: [0, 1, 2, 3, 4, 5], values: [2, 2, 14, 42, 42, 42] },
  },
  {
    name: 'most of the growth in most of the time',
    says: null,
    series: { pseudoVariance: 1, seconds: [0, 95, 97, 99, 100], values: [0, 39, 39, 40, 40] },
  },
  {
    name: 'few objects in most of the time',
    says: null,
    series: { pseudoVariance: 1, seconds: [0, 60, 80, 90, 100], values: [0, 5, 5, 5, 5] },
  },
  {
    name: 'many objects in most of the time, and none since',
    says: 'came at once',
    series: { pseudoVariance: 1, seconds: [0, 60, 80, 90, 100], values: [0, 60, 60, 60, 60] },
  },
  {
    name: 'two captures are no step',
    says: null,
    series: { seconds: [0, 1], values: [0, 40] },
  },
  {
    name: 'a full cache',
    says: 'begun to free',
    series: { values: [0, 10, 20, 30, 32], allocated: [0, 10, 20, 30, 40] },
  },
  {
    name: 'rising load',
    says: 'under more load',
    series: { values: [1, 2, 3, 4, 5], allocated: [0, 20, 50, 90, 140], freedShare: 0.9 },
  },
  {
    name: 'a level that goes up and down',
    says: 'goes up and down by itself',
    error: 15,
    series: { values: [0, 15, 10, 35, 40], freedShare: 0.6 },
  },
  {
    name: 'two captures of such a level',
    says: 'goes up and down by itself',
    error: 15,
    series: { seconds: [0, 1], values: [0, 40], freedShare: 0.6 },
  },
  {
    name: 'a leak at which most is freed, beyond three errors',
    says: null,
    error: 10,
    series: { values: [0, 15, 10, 35, 40], freedShare: 0.6 },
  },
])('speaks against $name: $says', ({ says, error = 1, series }) => {
  const one = { ...none, ...series };
  const growth = (one.values.at(-1) ?? 0) - (one.values[0] ?? 0);
  const against = speaksAgainst(one, { growth, error });
  expect(against.length).toBe(says === null ? 0 : 1);
  expect(against.join()).toContain(says ?? '');
});

test.each([
  { name: 'four times as much of the same course', values: [0, 40, 80, 120, 160], along: true },
  { name: 'a jump at the end', values: [0, 0, 0, 0, 40], along: false },
  { name: 'what stays', values: [7, 7, 7, 7, 7], along: false },
  { name: 'what falls', values: [40, 30, 20, 10, 0], along: false },
])('grows along with a line: $name is $along', ({ values, along }) => {
  expect(growsAlong(none, { ...none, values })).toBe(along);
  expect(growsAlong({ ...none, values }, none)).toBe(along);
});

test('of few objects nothing tells the courses apart', () => {
  const few = { ...none, values: [0, 0, 0, 1, 1], pseudoVariance: 1 };
  expect(growsAlong({ ...none, pseudoVariance: 100 }, few)).toBe(true);
});

test.each<{ name: string; floats: number; series: Partial<GrowthSeries> }>([
  // It kept 40 of 80; a quarter of all was allocated in each interval, and half of that dies.
  { name: 'not forced', floats: 10, series: { forced: false, freedShare: 0.5 } },
  { name: 'forced', floats: 0, series: { forced: true, freedShare: 0.5 } },
  { name: 'nobody knows, high churn', floats: 10, series: { freedShare: 0.5 } },
  { name: 'nobody knows, little churn', floats: 0, series: { freedShare: 0.4 } },
  { name: 'nothing freed', floats: 0, series: { forced: false } },
  { name: 'a container', floats: 0, series: { forced: false, freedShare: 0.5, stepSize: 4 } },
])('garbage that may float: $name is $floats', ({ floats, series }) => {
  const allocated = [0, 20, 40, 60, 80];
  expect(floatingGarbage({ ...none, allocated, ...series })).toBeCloseTo(floats, 9);
  expect(floatingGarbage({ ...none, ...series, allocated: null })).toBe(0);
});
