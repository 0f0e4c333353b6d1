import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kendallScore } from '../../src/model/kendall.ts';
import { countTests } from '../../src/profile/count-tests.ts';
import { followsTraffic } from '../../src/profile/follows-traffic.ts';
import { growthTrend } from '../../src/profile/growth-trend.ts';
import {
  hasBegunToFree,
  hasLevelledOff,
  mayHaveLevelledOff,
} from '../../src/profile/levelled-off.ts';
import { mannKendallRising } from '../../src/profile/mann-kendall.ts';
import { upperQuantile, upperTail } from '../../src/profile/normal.ts';
import { replacedBetween, sampledChance, variancePerSampled } from '../../src/profile/sampling.ts';

// Abramowitz & Stegun, table 26.1, and R's pnorm(6, lower = FALSE).
test.each([
  [0, 0.5],
  [1, 0.15865525],
  [1.96, 0.0249979],
  [3, 0.0013499],
  [6, 9.865876e-10],
  [-1, 0.84134475],
])('a normal value exceeds %f with the chance %f', (z, chance) => {
  expect(upperTail(z) / chance).toBeCloseTo(1, 5);
  if (z >= 0) expect(upperQuantile(upperTail(z))).toBeCloseTo(z, 6);
});

// Kendall 1975, table 1: exact tails of S without ties.
test.each([
  [[1, 2, 3, 4], 1 / 24],
  [[1, 2, 3, 4, 5, 6], 1 / 720],
  [[1, 2, 3, 4, 6, 5], 6 / 720],
  [[1, 2, 2, 3], 1 / 12],
  [[5, 5, 5], 1],
  [[3, 2, 1], 1],
])('Mann-Kendall of %j is %f', (values, chance) => {
  expect(mannKendallRising(values)).toBeCloseTo(chance, 10);
});

test('Mann-Kendall is the share of all orders that rise at least as much', () => {
  const values = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(values, (series) => {
      const orders = permutations(series);
      const asHigh = orders.filter((order) => kendallScore(order) >= kendallScore(series));
      expect(mannKendallRising(series)).toBeCloseTo(asHigh.length / orders.length, 9);
    }),
    { numRuns: 60 },
  );
});

test('of many values the normal approximation takes over without a step', () => {
  const nearly = (count: number) => Array.from({ length: count }, (_, i) => (i * 7) % count);
  const [exact, approximate] = [mannKendallRising(nearly(40)), mannKendallRising(nearly(41))];
  expect(Math.abs(exact - approximate)).toBeLessThan(0.1);
});

test('the spread of unsampled sums is what the formula says', () => {
  const [size, rate, objects] = [1000, 4096, 400];
  const chance = sampledChance(size, rate);
  const random = generator(1);
  const sums = Array.from({ length: 4000 }, () => {
    let seen = 0;
    for (let i = 0; i < objects; i++) if (random() < chance) seen++;
    return (seen * size) / chance;
  });
  const mean = sums.reduce((a, b) => a + b) / sums.length;
  const variance = sums.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sums.length;
  expect(mean / (objects * size)).toBeCloseTo(1, 2);
  expect(variance / (objects * chance * variancePerSampled(size, rate))).toBeCloseTo(1, 1);
});

test.each([
  { name: 'a pure leak', before: [10, 10], after: [15, 15], replaced: 5 },
  { name: 'nothing happened', before: [10, 50], after: [10, 50], replaced: 0 },
  { name: 'one went and one came', before: [10, 50], after: [10, 51], replaced: 2 },
  { name: 'all churn', before: [10, 100], after: [12, 900], replaced: 22 },
  { name: 'allocations are not counted', before: [10, null], after: [12, null], replaced: 22 },
] as const)('sampled objects that differ: $name', ({ before, after, replaced }) => {
  const counts = ([live, allocated]: readonly [number, number | null]) => ({ live, allocated });
  expect(replacedBetween(counts(before), counts(after))).toBe(replaced);
});

test('the slope of a line is exact, and has the error of its steps', () => {
  const trend = growthTrend(series([10, 20, 30, 40, 50]));
  expect(trend.slope).toBeCloseTo(10, 9);
  expect(trend.scatterError).toBeCloseTo(0, 9);
  const steady = { ...series([10, 20, 30, 40, 50]), variances: [3, 3, 3, 3, 3] };
  // What lives on was sampled once for all captures and tilts nothing; what is replaced is sampled anew.
  const kept = growthTrend({ ...steady, stepVariances: [0, 0, 0, 0, 0] }).samplingError;
  const replaced = growthTrend({ ...steady, stepVariances: [0, 6, 6, 6, 6] }).samplingError;
  expect(kept).toBeLessThan(0.03);
  // Five independent values of variance 3: 3 / Σ(t − 2)² = 3 / 10.
  expect(replaced).toBeCloseTo(Math.sqrt(0.3), 2);
});

test.each([
  { name: 'a line', values: [0, 10, 20, 30, 40, 50, 60], levelled: false },
  { name: 'a cache that is full', values: [0, 40, 55, 60, 61, 61, 61], levelled: true },
  { name: 'a jump', values: [0, 50, 50, 50, 50], levelled: true },
  { name: 'a slow-down', values: [0, 16, 29, 39, 47, 54, 60], levelled: false },
  { name: 'three captures', values: [0, 50, 50], levelled: false },
  {
    name: 'a staircase on its last step',
    values: [20, 25, 25, 31, 39, 39, 39],
    stepSize: 8,
    levelled: false,
  },
])('levelled off: $name is $levelled', ({ values, stepSize, levelled }) => {
  expect(hasLevelledOff({ ...series(values), stepSize: stepSize ?? 0 })).toBe(levelled);
});

function series(values: readonly number[]) {
  const zeros = values.map(() => 0);
  return {
    seconds: values.map((_, i) => i),
    values,
    variances: zeros,
    stepVariances: zeros,
    wholeVariance: 0,
    pseudoVariance: 0.01,
    allocated: null,
    allAllocated: null,
    objects: null,
    moved: 0,
    freedShare: 0.9,
    stepSize: 0,
    forced: null,
  };
}

function permutations(values: readonly number[]): number[][] {
  if (values.length <= 1) return [[...values]];
  return values.flatMap((value, i) =>
    permutations(values.filter((_, j) => j !== i)).map((rest) => [value, ...rest]),
  );
}

/** Numerical Recipes' linear congruence: the same numbers in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test.each([
  { name: 'a filled cache', values: [0, 10, 20, 30, 30.2], may: true },
  { name: 'a program that warms up', values: [0, 10, 17, 22, 25, 26], may: true },
  { name: 'a leak', values: [0, 10, 20, 30, 38], may: false },
  { name: 'a leak that slows', values: [0, 10, 20, 30, 35], may: false },
  { name: 'too short', values: [0, 10, 10], may: false },
])('may have levelled off: $name is $may', ({ values, may }) => {
  expect(mayHaveLevelledOff(series(values))).toBe(may);
});

test.each([
  {
    name: 'a full cache',
    values: [0, 10, 20, 30, 32],
    allocated: [0, 10, 20, 30, 40],
    freed: true,
  },
  { name: 'a leak', values: [0, 10, 20, 30, 32], allocated: [0, 10, 20, 30, 32], freed: false },
  { name: 'churn', values: [0, 1, 2, 3, 3], allocated: [0, 10, 20, 30, 40], freed: false },
  { name: 'nothing counted', values: [0, 10, 20, 30, 32], allocated: null, freed: false },
])('has begun to free: $name is $freed', ({ values, allocated, freed }) => {
  expect(hasBegunToFree({ ...series(values), allocated })).toBe(freed);
});

test.each([
  { name: 'rising load', values: [1, 2, 3, 4, 5], allocated: [0, 20, 50, 90, 140], follows: 'yes' },
  {
    name: 'a leak under even load',
    values: [1, 2, 3, 4, 5],
    allocated: [0, 50, 100, 150, 200],
    follows: 'no',
  },
  {
    name: 'a leak under rising load, of which nothing is freed',
    values: [0, 20, 50, 90, 140],
    allocated: [0, 20, 50, 90, 140],
    freedShare: 0,
    follows: 'no',
  },
  {
    name: 'a leak that outruns its load',
    values: [1, 4, 9, 16, 25],
    allocated: [0, 50, 105, 165, 230],
    follows: 'no',
  },
  { name: 'nothing counted', values: [1, 2, 3, 4, 5], allocated: null, follows: 'no' },
  {
    name: 'a site whose own allocations rise while the rest of the process goes on as ever',
    values: [1, 2, 3, 4, 5],
    allocated: [0, 20, 50, 90, 140],
    elsewhere: [0, 100, 200, 300, 400],
    follows: 'perhaps',
  },
])(
  'follows the traffic: $name is $follows',
  ({ values, allocated, elsewhere = null, freedShare = 0.9, follows }) => {
    const allAllocated = elsewhere?.map((bytes, i) => bytes + (allocated?.[i] ?? 0)) ?? null;
    const one = { ...series(values), allocated, allAllocated, freedShare };
    expect(followsTraffic(one)).toBe(follows);
  },
);

const small = { wholeVariance: 0, pseudoVariance: 1 };

test.each([
  { name: 'one site', moved: [50], likely: 1, confirmed: 1 },
  { name: 'sites that can all seem to grow', moved: [50, 50, 50, 50], likely: 4, confirmed: 4 },
  { name: 'sites that cannot', moved: [50, 1, 1, 1, 0, 0], likely: 1, confirmed: 1 },
  { name: 'some that can seem likely', moved: [50, 2.5, 2.5, 0], likely: 3, confirmed: 1 },
  { name: 'nothing', moved: [], likely: 1, confirmed: 1 },
])('tests that share the chance of an error: $name', ({ moved, likely, confirmed }) => {
  const all = moved.map((bytes) => ({ ...series([0, 1]), ...small, moved: bytes }));
  expect(countTests(all.map((series) => ({ series })))).toEqual({ likely, confirmed });
});

test('a leak of few sampled objects seldom seems to slow down, and what fills up mostly does', () => {
  const random = generator(7);
  const slow = (rates: readonly number[]) => {
    let level = 0;
    const values = [0, ...rates.map((rate) => (level += poisson(rate, random)))];
    const steps = values.map((value, i) => Math.abs(value - (values[i - 1] ?? value)));
    return mayHaveLevelledOff({ ...series(values), pseudoVariance: 1, stepVariances: steps });
  };
  const share = (rates: readonly number[]) =>
    Array.from({ length: 500 }, () => slow(rates)).filter(Boolean).length / 500;
  expect(share([4, 4, 4, 4, 4])).toBeLessThan(0.15);
  // 1 − exp(−t/τ) over three τ.
  expect(share([9.5, 5.2, 2.9, 1.6, 0.9])).toBeGreaterThan(0.9);
});

/** Knuth's way to a Poisson number. */
function poisson(mean: number, random: () => number): number {
  let count = 0;
  for (let left = random(); left > Math.exp(-mean); left *= random()) count++;
  return count;
}
