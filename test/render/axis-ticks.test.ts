import { expect, test } from 'vitest';
import { brailleCanvas } from '../../src/render/braille-canvas.ts';
import { niceTicks } from '../../src/render/nice-ticks.ts';
import { timeTicks } from '../../src/render/time-ticks.ts';
import { toAscii } from '../../src/render/to-ascii.ts';

const mib = 2 ** 20;

test.each<[low: number, high: number, most: number, unit: 'bytes' | 'count', ticks: number[]]>([
  [0, 100 * mib, 2, 'bytes', [0, 50 * mib, 100 * mib]],
  [0, 2 ** 30, 2, 'bytes', [0, 2 ** 29, 2 ** 30]],
  [0, 2.9 * 2 ** 30, 6, 'bytes', [0, 1, 2, 3, 4, 5].map((n) => n * 2 ** 29)],
  [2.9 * 2 ** 30, 2.95 * 2 ** 30, 3, 'bytes', [2980, 3000, 3020].map((n) => n * mib)],
  [90 * mib, 99 * mib, 3, 'bytes', [90, 95].map((n) => n * mib)],
  [0, 950 * mib, 1, 'bytes', [0]],
  [0, 57, 4, 'count', [0, 20, 40]],
  [5, 5, 4, 'count', []],
])('from %d to %d at most %d of %s', (low, high, most, unit, ticks) => {
  expect(niceTicks(low, high, most, unit)).toEqual(ticks);
});

const day = 86_400_000;

test.each<[spanMs: number, most: number, ticks: [atMs: number, text: string][]]>([
  [
    60_000,
    4,
    [
      [0, '00:00:00'],
      [15_000, '00:00:15'],
      [30_000, '00:00:30'],
      [45_000, '00:00:45'],
    ],
  ],
  [
    7_200_000,
    3,
    [
      [0, '00:00'],
      [3_600_000, '01:00'],
      [7_200_000, '02:00'],
    ],
  ],
  [
    1.25 * day,
    3,
    [
      [0, '01-01 00:00'],
      [day / 2, '12:00'],
      [day, '01-02 00:00'],
    ],
  ],
  [
    2 * day,
    2,
    [
      [0, '01-01'],
      [day, '01-02'],
    ],
  ],
  [0, 4, []],
])('times over %d ms, at most %d', (spanMs, most, ticks) => {
  expect(timeTicks(0, spanMs, most).map(({ atMs, text }) => [atMs, text])).toEqual(ticks);
});

test('a canvas joins dots to letters, and the higher layer colours them', () => {
  const canvas = brailleCanvas(2, 1, ['low', 'high'] as const);
  canvas.dot(0, 0, 'high');
  canvas.dot(1, 3, 'low');
  canvas.letter(0, 0, 'x', 'low');
  canvas.letter(1, 0, 'y', 'low');
  canvas.dot(99, 99, 'high');
  expect(canvas.cells()).toEqual([
    [
      { character: '⢁', layer: 'high' },
      { character: 'y', layer: 'low' },
    ],
  ]);
});

test.each([
  ['⠉', "'"],
  ['⣀', '.'],
  ['⠒', '-'],
  ['⣿', ':'],
  ['⠀', ' '],
])('%s is %s without unicode', (braille, ascii) => expect(toAscii(braille)).toBe(ascii));
