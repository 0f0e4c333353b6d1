import { expect, test } from 'vitest';
import { percentage } from '../../../src/profile/measurement/percentage.ts';
import { scaledLabel } from '../../../src/profile/measurement/scaled-label.ts';

test.each<[number, string, string, string]>([
  [0, 'bytes', 'auto', '0'],
  [-0.001, 'count', 'auto', '0'],
  [1, 'count', 'auto', '1'],
  [128, 'bytes', 'kB', '0.12kB'],
  [384, 'bytes', 'kB', '0.38kB'],
  [640, 'bytes', 'kB', '0.62kB'],
  [1536, 'bytes', 'auto', '1.50kB'],
  [-1536, 'bytes', 'minimum', '-1.50kB'],
  [5 * 2 ** 20, 'bytes', 'auto', '5MB'],
  [1024, 'kilobytes', 'mb', '1MB'],
  [1_500_000_000, 'nanoseconds', 'auto', '1.50s'],
  [1_500_000, 'nanoseconds', 'furlongs', '0'],
  [7, 'furlongs', 'auto', '7'],
  [7, 'furlongs', 'miles', '7miles'],
  [2500, 'milliGCU', 'auto', '2.50GCU'],
])('%d %s in %s is %s', (value, from, to, label) => {
  expect(scaledLabel(value, from, to)).toBe(label);
});

test.each<[number, number, string]>([
  [0, 0, '    0%'],
  [1, 0, '    0%'],
  [1, 1, '  100%'],
  [-1, 1, '  100%'],
  [99951, 100_000, '  100%'],
  [9994, 10_000, '99.94%'],
  [1, 3, '33.33%'],
  [1, 200, '  0.5%'],
  [1, 800, ' 0.12%'],
  [5, 800, ' 0.62%'],
  [1, 1600, '0.062%'],
  [1, 2_631_578_947, '3.8e-08%'],
  [1, 1_000_000, '0.0001%'],
  [250, 100, '250.00%'],
])('%d of %d is %s', (value, total, text) => {
  expect(percentage(value, total)).toBe(text);
});
