import { expect, test } from 'vitest';
import { parseGoroutineTotal, parseMemStats } from '../../src/scrape/parse-mem-stats.ts';
import { heapPage } from './heap-page.ts';

test('the trailer gives the figures, and of the resident set the peak', () => {
  expect(parseMemStats(heapPage)).toEqual({
    ok: true,
    value: {
      allocTotal: 99000,
      sys: 8000,
      heapAlloc: 1100,
      heapSys: 4000,
      peakRss: 12345678,
      heapIdle: 900,
      heapInuse: 3100,
      heapReleased: 800,
      stackInuse: 300,
      buckHashSys: 14,
      nextGc: 2200,
      gcCount: 17,
      gcCpuFraction: 2.5e-5,
    },
  });
});

test.each([
  ['before the trailer', heapPage.slice(0, 90), /breaks off before its figures/],
  [
    'within the trailer',
    heapPage.slice(0, heapPage.indexOf('# HeapInuse')),
    /heapInuse is missing/,
  ],
  [
    'before the count of collections',
    heapPage.slice(0, heapPage.indexOf('# NumGC')),
    /gcCount is missing/,
  ],
  ['another page', 'up 1\n', /not what Go answers to heap\?debug=1/],
])('%s', (_, page, says) => {
  expect(parseMemStats(page)).toMatchObject({ ok: false, reason: expect.stringMatching(says) });
});

test('the count of goroutines stands in the first line', () => {
  expect(parseGoroutineTotal('goroutine profile: total 57\n3 @ 0x1')).toBe(57);
  expect(parseGoroutineTotal('goroutine profile: total 5')).toBe(null);
  expect(parseGoroutineTotal('<html>')).toBe(null);
});
