import { expect, test } from 'vitest';
import { formatMoment } from '../../src/render/format-moment.ts';

const now = Date.UTC(2026, 10, 22, 20, 15, 3);

test.each([
  ['now', now, '20:15:03'],
  ['today', Date.UTC(2026, 10, 22, 0, 0, 0), '00:00:00'],
  ['the day before', Date.UTC(2026, 10, 21, 23, 59, 59), '11-21 23:59'],
  ['days before', Date.UTC(2026, 10, 19, 20, 20, 7), '11-19 20:20'],
  ['a year before', Date.UTC(2025, 10, 22, 20, 15, 3), '2025-11-22'],
  ['to come', Date.UTC(2026, 10, 23, 4, 15, 3), '11-23 04:15'],
])('%s', (_, atMs, text) => {
  expect(formatMoment(atMs, now)).toBe(text);
});
