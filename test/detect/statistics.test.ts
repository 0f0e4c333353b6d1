import { expect, test } from 'vitest';
import { lineOverSteps } from '../../src/detect/line-over-steps.ts';
import { mannKendall } from '../../src/detect/mann-kendall.ts';
import { overWalk } from '../../src/detect/over-walk.ts';
import { rampForm } from '../../src/detect/ramp-form.ts';
import { theilSen } from '../../src/detect/theil-sen.ts';
import { random } from '../support/series-generator.ts';

function series(n: number, of: (i: number) => number) {
  const values = Float64Array.from({ length: n }, (_, i) => of(i));
  return { times: Float64Array.from({ length: n }, (_, i) => i), values };
}

test.each([
  // S = 45 of 45, Var = 125.
  ['all in order', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 44 / Math.sqrt(125), 1],
  ['all reversed', [5, 4, 3, 2, 1], -9 / Math.sqrt(50 / 3), -1],
  ['all equal', [3, 3, 3, 3], 0, 0],
  // Gilbert 1987, example 16.2's way of ties: S = 8 of 10 pairs, two pairs tied, Var = (300 − 2·18)/18.
  ['ties', [1, 1, 2, 2, 3], 7 / Math.sqrt(264 / 18), 8 / Math.sqrt(80)],
])('Mann-Kendall, %s', (_, values, z, tau) => {
  const found = mannKendall(Float64Array.from(values));
  expect(found.z).toBeCloseTo(z, 12);
  expect(found.tau).toBeCloseTo(tau, 12);
});

test('Theil-Sen is not moved by a quarter of wild values', () => {
  const { times, values } = series(24, (i) => (i % 4 === 2 ? 1e6 : 5 + 3 * i));
  const { slope } = theilSen(times, values, mannKendall(values).variance);
  expect(slope).toBeGreaterThan(2);
  expect(slope).toBeLessThan(6);
});

test('its 80 % interval holds the truth in about four of five series', () => {
  const next = random(7);
  let held = 0;
  for (let run = 0; run < 400; run++) {
    const { times, values } = series(30, (i) => 2 * i + 40 * (next() + next() - 1));
    const { interval } = theilSen(times, values, mannKendall(values).variance);
    if (interval[0] <= 2 && 2 <= interval[1]) held++;
  }
  // Widened for correlation that chance shows now and then: rather above than below.
  expect(held / 400).toBeGreaterThan(0.77);
  expect(held / 400).toBeLessThan(0.95);
});

test.each([
  ['a line', (i: number) => i, { steadiness: [0.99, 1.01], largest: [0.19, 0.23] }],
  ['one step', (i: number) => (i < 20 ? 0 : 1), { steadiness: [0, 2.1], largest: [0.6, 1] }],
  [
    'an exponential',
    (i: number) => 1 - Math.exp(-i / 12),
    { steadiness: [0.2, 0.5], largest: [0.2, 0.5] },
  ],
  ['a parabola', (i: number) => i * i, { steadiness: [1.5, 2.5], largest: [0.2, 0.4] }],
])('form of %s', (_, of, { steadiness, largest }) => {
  const { times, values } = series(36, of);
  const form = rampForm(times, values);
  expect(form.steadiness).toBeGreaterThanOrEqual(steadiness[0] ?? 0);
  expect(form.steadiness).toBeLessThanOrEqual(steadiness[1] ?? 0);
  expect(form.largest).toBeGreaterThanOrEqual(largest[0] ?? 0);
  expect(form.largest).toBeLessThanOrEqual(largest[1] ?? 0);
});

test('the plateau of an exponential is foreseen', () => {
  const { times, values } = series(40, (i) => 100 + 50 * (1 - Math.exp(-i / 15)));
  expect(rampForm(times, values).plateau).toBeGreaterThan(143);
  expect(rampForm(times, values).plateau).toBeLessThan(155);
});

test.each([
  ['a line', (i: number) => 3 * i, 0, 0.01],
  ['two steps', (i: number) => Math.floor(i / 12), 2, 100],
  ['ten steps', (i: number) => Math.floor(i / 3.6), 0, 0.5],
  ['level, then a line', (i: number) => Math.max(0, i - 18), 0, 0.1],
  ['level, then a step', (i: number) => (i < 20 ? 0 : 10), 1, 100],
])('a line against two steps: %s', (_, of, low, high) => {
  const { times, values } = series(36, of);
  const ratio = lineOverSteps(times, values);
  expect(ratio).toBeGreaterThanOrEqual(low);
  expect(ratio).toBeLessThanOrEqual(high);
});

test.each([
  ['a line', (i: number) => i, 100, 100],
  ['nothing', () => 5, 0, 0],
  ['a line with a tooth of a quarter of its rise', (i: number) => i + 10 * (i % 2), 2, 2.2],
  // Its first half stands, its second rises: the mean step is that of the whole.
  ['a bend', (i: number) => Math.max(0, i - 20), 2, 3],
  ['one step', (i: number) => (i < 20 ? 0 : 10), 1, 1.2],
  ['downwards', (i: number) => -i, -100, -100],
])('over a walk: %s', (_, of, low, high) => {
  const found = overWalk(series(40, of).values);
  expect(found).toBeGreaterThanOrEqual(low);
  expect(found).toBeLessThanOrEqual(high);
});

test('a random walk stands out from itself in one of ten, for Mann and Kendall in one of five', () => {
  const next = random(11);
  let [over, significant] = [0, 0];
  for (let series = 0; series < 2000; series++) {
    let at = 0;
    const walk = Float64Array.from({ length: 40 }, () => {
      at += next() - 0.5;
      return at;
    });
    if (overWalk(walk) >= 1.645) over++;
    if (mannKendall(walk).z >= 5) significant++;
  }
  expect(over).toBeLessThan(220);
  expect(significant).toBeGreaterThan(350);
});
