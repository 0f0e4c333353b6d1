import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sketch } from '../../src/watch/sketch.ts';

function sketchOf(
  readings: readonly (readonly [atMs: number, value: number, instance?: string])[],
) {
  const sketch = new Sketch();
  for (const [atMs, rss, instance = 'a'] of readings) {
    sketch.observe({ atMs, instance, figures: { rss } });
  }
  return sketch;
}

test('few readings stay as they are', () => {
  const sketch = sketchOf([
    [5_000_000, 1],
    [5_015_000, 3],
    [5_030_000, 2],
  ]);
  expect(sketch.samples('a', 'rss')).toEqual([
    { atMs: 5_000_000, value: 1 },
    { atMs: 5_015_000, value: 3 },
    { atMs: 5_030_000, value: 2 },
  ]);
  expect(sketch.samples('a', 'heapLive')).toEqual([]);
  expect(sketch.samples('b', 'rss')).toEqual([]);
});

test('of many at most 256 are kept, and no peak is lost', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 600_000 }), fc.nat({ max: 1000 })), {
        minLength: 1,
        maxLength: 2000,
      }),
      (steps) => {
        let atMs = 1_700_000_000_000;
        const readings = steps.map(([step, value]) => {
          atMs += step;
          return [atMs, value] as const;
        });
        const samples = sketchOf(readings).samples('a', 'rss');
        expect(samples.length).toBeLessThanOrEqual(256);
        const highest = Math.max(...readings.map(([, value]) => value));
        expect(Math.max(...samples.map(({ value }) => value))).toBe(highest);
        expect(
          samples.every(({ atMs: at }, i) => i === 0 || at > (samples[i - 1]?.atMs ?? 0)),
        ).toBe(true);
        expect(samples[0]?.atMs).toBe(readings[0]?.[0]);
      },
    ),
    { numRuns: 50 },
  );
});

test('all instances together: the highest of each time', () => {
  const sketch = sketchOf([
    [0, 1, 'a'],
    [0, 5, 'b'],
    [10_000, 7, 'a'],
    [20_000, 2, 'b'],
  ]);
  expect(sketch.envelope('rss')).toEqual([
    { atMs: 0, value: 5 },
    { atMs: 10_000, value: 7 },
    { atMs: 20_000, value: 2 },
  ]);
});
