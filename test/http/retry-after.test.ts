import { expect, test } from 'vitest';
import { retryAfterMs } from '../../src/http/retry-after.ts';

const nowMs = Date.UTC(2026, 10, 22, 20, 15, 3);

test.each<[header: string | undefined, ms: number | null]>([
  [undefined, null],
  ['', null],
  ['0', 0],
  ['120', 120_000],
  [' 7 ', 7000],
  ['-3', null],
  ['1.5', null],
  ['soon', null],
  ['2027', 2_027_000],
  ['Sun, 22 Nov 2026 20:15:33 GMT', 30_000],
  ['Sun, 22 Nov 2026 20:14:33 GMT', 0],
  ['Sunday, 99 Nov 2026 GMT', null],
])('Retry-After: %s', (header, ms) => {
  expect(retryAfterMs(header, nowMs)).toBe(ms);
});
