import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatBytes } from '../../src/render/format-bytes.ts';
import { formatCount } from '../../src/render/format-count.ts';
import { formatDuration } from '../../src/render/format-duration.ts';
import { formatPercent } from '../../src/render/format-percent.ts';
import { formatRate } from '../../src/render/format-rate.ts';
import { formatClock, formatTime, formatTimeToSecond } from '../../src/render/format-time.ts';
import { formatGrowth, formatValue } from '../../src/render/format-value.ts';

const kib = 1024;
const mib = kib * 1024;

/** A formatter against a table of values. */
function check(format: (value: number) => string, table: readonly [number, string][]) {
  test.each(table)('%d → %s', (value, text) => expect(format(value)).toBe(text));
}

describe('formatBytes', () => {
  check(formatBytes, [
    [0, '0 B'],
    [1, '1 B'],
    [1023, '1023 B'],
    [1023.7, '1.0 KiB'],
    [kib, '1.0 KiB'],
    [1023.96 * kib, '1.0 MiB'],
    [48.2 * mib, '48.2 MiB'],
    [-48.2 * mib, '-48.2 MiB'],
    [-0.2, '0 B'],
    [1.5 * mib * mib, '1.5 TiB'],
    [2 ** 80, '1048576.0 EiB'],
    [Number.NaN, 'unknown'],
  ]);
  test('its number is never 1024 of a unit that has a larger one', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2 ** 69, noNaN: true }), (bytes) => {
        const [number = ''] = formatBytes(bytes).split(' ');
        expect(Number(number)).toBeLessThan(1024);
      }),
    );
  });
});

describe('formatCount', () => {
  check(formatCount, [
    [0, '0'],
    [0.25, '0.25'],
    [9.999, '10'],
    [42.42, '42.4'],
    [999, '999'],
    [1234, '1 234'],
    [12_345_678, '12 345 678'],
    [-1234.5, '-1 235'],
    [-0.001, '0'],
    [Number.POSITIVE_INFINITY, 'unknown'],
  ]);
});

describe('formatPercent', () => {
  check(formatPercent, [
    [0, '0 %'],
    [0.0004, '<0.1 %'],
    [-0.0004, '-0 %'],
    [0.042, '4.2 %'],
    [0.04, '4 %'],
    [0.0996, '10 %'],
    [0.97, '97 %'],
    [1, '100 %'],
    [1.04, '104 %'],
    [-0.5, '-50 %'],
    [Number.NaN, 'unknown'],
  ]);
});

describe('formatDuration', () => {
  check(formatDuration, [
    [0, '0 s'],
    [0.0001, '1 ms'],
    [0.34, '340 ms'],
    [0.9999, '1 s'],
    [1.25, '1.3 s'],
    [9.99, '10 s'],
    [41, '41 s'],
    [59.6, '1 min'],
    [123, '2 min 3 s'],
    [3599.7, '1 h'],
    [2 * 3600 + 13 * 60, '2 h 13 min'],
    [86_399, '1 d'],
    [3 * 86_400 + 4 * 3600, '3 d 4 h'],
    [200 * 86_400, '200 d'],
    [400 * 86_400, '1 y 35 d'],
    [-90, '-1 min 30 s'],
    [Number.POSITIVE_INFINITY, 'unknown'],
  ]);
});

describe('formatRate', () => {
  const bytes: [number, string][] = [
    [0, '0 B/s'],
    [2.4 * mib, '+2.4 MiB/s'],
    [720_000, '+41.2 MiB/min'],
    [kib, '+3.5 MiB/h'],
    [20, '+1.6 MiB/day'],
    [0.01, '+864 B/day'],
    [-2.4 * mib, '-2.4 MiB/s'],
    [Number.NaN, 'unknown'],
  ];
  check((rate) => formatRate(rate, 'bytes'), bytes);
  check(
    (rate) => formatRate(rate, 'count'),
    [
      [0, '0/s'],
      [12, '+12/s'],
      [0.2, '+12/min'],
      [0.001, '+3.6/h'],
      [0.000_001, '+0.09/day'],
    ],
  );
});

test('a value is told in the unit of its signal', () => {
  expect(formatValue(2048, 'heapLive')).toBe('2.0 KiB');
  expect(formatValue(2048, 'goroutines')).toBe('2 048');
  expect(formatValue(97.5, 'value')).toBe('97.5');
  expect(formatGrowth(2, 'goroutines')).toBe('+2/s');
});

describe('formatTime', () => {
  test('agrees with the calendar of the language', () => {
    const time = fc.integer({ min: Date.UTC(1600, 0, 1), max: Date.UTC(2400, 11, 31) });
    fc.assert(
      fc.property(time, (ms) => {
        expect(formatTime(ms)).toBe(new Date(ms).toISOString());
      }),
      { numRuns: 2000 },
    );
  });
  test.each([
    ['2000-02-29T23:59:59.999Z'],
    ['2100-02-28T00:00:00.000Z'],
    ['1969-12-31T23:59:59.999Z'],
    ['2026-11-22T20:15:03.250Z'],
  ])('%s', (iso) => expect(formatTime(Date.parse(iso))).toBe(iso));
  test('to the second, and the time of day alone', () => {
    const atMs = Date.parse('2026-11-22T20:15:03.950Z');
    expect(formatTimeToSecond(atMs)).toBe('2026-11-22T20:15:03Z');
    expect(formatClock(atMs + 0.5)).toBe('20:15:03');
  });
});
