import { expect, test } from 'vitest';
import { grouped } from '../../src/detect/format.ts';
import { neverSeconds } from '../../src/model/never-seconds.ts';
import { boundsText } from '../../src/render/bounds-text.ts';
import { unbroken } from '../../src/render/page/unbroken.ts';

test.each([
  [140, 220, '2 min 20 s to 3 min 40 s'],
  [11, 11.2, null],
  [66, neverSeconds, '1 min 6 s or longer'],
  [neverSeconds, neverSeconds, null],
])('from %d s to %d s: %s', (low, high, text) => {
  expect(boundsText([low, high])).toBe(text);
});

test.each([
  ['12127', '12 127'],
  ['-1234567', '-1 234 567'],
  ['999', '999'],
  ['0.00123', '0.00123'],
  ['1e+21', '1e+21'],
])('%s in a sentence: %s', (number, text) => {
  expect(grouped(number)).toBe(text);
});

test.each([
  ['+16 970 goroutines', '+16~970 goroutines'],
  ['1 234 567 of them', '1~234~567 of them'],
  ['100 % of 48.2 MiB', '100~% of 48.2~MiB'],
  ['in 5 of 5 steps', 'in 5 of 5 steps'],
  ['at 2 1234', 'at 2 1234'],
])('a page breaks no number: %s', (text, kept) => {
  expect(unbroken(text).replaceAll('\u00a0', '~')).toBe(kept);
});
