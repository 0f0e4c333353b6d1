import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TimelinePoint } from '../../src/model/timeline.ts';
import { withPoint } from '../../src/model/with-point.ts';

function grown(values: readonly number[], ends: readonly number[] = []): readonly TimelinePoint[] {
  return values.reduce<readonly TimelinePoint[]>(
    (points, value, i) =>
      withPoint(points, { atMs: i * 1000, floor: value, peak: value + 5 }, ends),
    [],
  );
}

test('a point that is not newer changes nothing', () => {
  const points = grown([3, 4]);
  expect(withPoint(points, { atMs: 1000, floor: 9, peak: 9 })).toBe(points);
});

test('three teeth in 2,000 points stay three teeth in a bounded number', () => {
  const points = grown(Array.from({ length: 2000 }, (_, i) => i % 667));
  expect(points.length).toBeLessThanOrEqual(480);
  const cliffs = points.filter(({ floor }, i) => floor < (points[i - 1]?.floor ?? 0) - 300);
  expect(cliffs).toHaveLength(2);
});

test('no point spans the end of a life', () => {
  const ends = [666_000, 1_333_000];
  const points = grown(
    Array.from({ length: 2000 }, (_, i) => i % 667),
    ends,
  );
  expect(points.every(({ floor, peak }) => peak - floor < 30)).toBe(true);
});

test('an old stretch is drawn as finely as a new one', () => {
  const points = grown(Array.from({ length: 20_000 }, (_, i) => i));
  const steps = points.slice(1).map(({ atMs }, i) => atMs - (points[i]?.atMs ?? 0));
  expect(points.length).toBeGreaterThan(180);
  expect(Math.max(...steps)).toBeLessThanOrEqual(120_000);
});

test('more ends than points: it is bounded all the same', () => {
  const ends = Array.from({ length: 2000 }, (_, i) => i * 1000);
  expect(
    grown(
      Array.from(ends, () => 1),
      ends,
    ).length,
  ).toBeLessThanOrEqual(480);
});

test('it is bounded, in the order of time, and keeps the lowest and the highest', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 1500 }), (values) => {
      const points = grown(values);
      expect(points.length).toBeLessThanOrEqual(480);
      expect(points.every(({ atMs }, i) => atMs > (points[i - 1]?.atMs ?? -1))).toBe(true);
      if (values.length === 0) return;
      expect(Math.min(...points.map(({ floor }) => floor))).toBe(Math.min(...values));
      expect(Math.max(...points.map(({ peak }) => peak))).toBe(Math.max(...values) + 5);
    }),
  );
});
