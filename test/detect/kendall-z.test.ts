import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kendallZ } from '../../src/detect/kendall-z.ts';
import { mannKendall } from '../../src/detect/mann-kendall.ts';
import { kendallVariance } from '../../src/model/kendall.ts';
import { random } from '../support/series-generator.ts';

/** The upper tail of the normal at z, by Simpson's rule. */
function tailAt(z: number): number {
  const [steps, width] = [20_000, 12];
  const density = (x: number) => Math.exp(-(x ** 2) / 2) / Math.sqrt(2 * Math.PI);
  let sum = density(z) + density(z + width);
  for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * density(z + (width * i) / steps);
  return (sum * width) / steps / 3;
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** z of a series of `count` with so many pairs out of order. */
function zOf(count: number, amiss: number): number {
  const pairs = (count * (count - 1)) / 2;
  return kendallZ(pairs - 2 * amiss, count, kendallVariance(count, []));
}

// Orders with 0, 1 and 2 pairs amiss: 1, n − 1 and (n − 2)(n + 1) / 2 (Knuth, The Art of Computer Programming 3, 5.1.1).
test.each([
  [12, 0, 1],
  [12, 1, 1 + 11],
  [12, 2, 1 + 11 + 65],
  [13, 0, 1],
  [15, 1, 1 + 14],
  [15, 2, 1 + 14 + 104],
])('%i values with %i pairs amiss are as rare as they are', (count, amiss, orders) => {
  expect(tailAt(zOf(count, amiss)) / (orders / factorial(count))).toBeCloseTo(1, 1);
});

test('of fewer than twelve, and below its tail, it is the approximation', () => {
  expect(zOf(10, 0)).toBeCloseTo(44 / Math.sqrt(125), 12);
  expect(zOf(11, 3)).toBeCloseTo(48 / Math.sqrt(165), 12);
  expect(zOf(30, 200)).toBeCloseTo(34 / Math.sqrt(kendallVariance(30, [])), 12);
});

test('it falls with each pair amiss, and meets the approximation where that is good', () => {
  for (const count of [12, 20, 40]) {
    const most = (count * (count - 1)) / 4;
    for (let amiss = 1; amiss < most; amiss++) {
      expect(zOf(count, amiss)).toBeLessThan(zOf(count, amiss - 1));
    }
  }
  const normal = (40 * 39) / 2 - 2 * 260 - 1;
  expect(zOf(40, 260)).toBeCloseTo(normal / Math.sqrt(kendallVariance(40, [])), 1);
});

test('values in order, with any ties, are told no surer than they are', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 3, maxLength: 40 });
  fc.assert(
    fc.property(sizes, (all) => {
      const values = all.flatMap((size, i) => Array<number>(size).fill(i)).slice(0, 40);
      const ties = [...Map.groupBy(values, (value) => value).values()];
      // So many orders of the same values look the same.
      const same = ties.reduce((product, { length }) => product * factorial(length), 1);
      const { z } = mannKendall(Float64Array.from(values));
      fc.pre(values.length >= 12 && z >= 2);
      expect(tailAt(z)).toBeGreaterThan((0.95 * same) / factorial(values.length));
    }),
    { numRuns: 50 },
  );
});

test('a tie more or less changes it little', () => {
  const values = Float64Array.from({ length: 20 }, (_, i) => i + (i % 4 === 3 ? 2.5 : 0));
  const tied = values.map((value, i) => (i === 7 ? (values[6] ?? 0) : value));
  expect(Math.abs(mannKendall(values).z - mannKendall(tied).z)).toBeLessThan(0.35);
});

test('values in random order reach it as often as the normal does', () => {
  const next = random(11);
  const bound = zOf(14, 24) - 1e-9;
  let passed = 0;
  for (let run = 0; run < 20_000; run++) {
    if (mannKendall(Float64Array.from({ length: 14 }, next)).z >= bound) passed++;
  }
  const expected = 20_000 * tailAt(bound);
  expect(Math.abs(passed - expected)).toBeLessThan(3 * Math.sqrt(expected));
});
