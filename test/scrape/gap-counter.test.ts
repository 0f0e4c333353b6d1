import { expect, test } from 'vitest';
import { GapCounter } from '../../src/scrape/gap-counter.ts';

function missing(...instances: readonly (readonly number[])[]): number {
  const counter = new GapCounter();
  for (const [i, times] of instances.entries()) {
    for (const atMs of times) counter.observe(String(i), atMs);
  }
  return counter.missing;
}

const each = (stepMs: number, count: number) => Array.from({ length: count }, (_, i) => i * stepMs);

test.each([
  ['nothing', [], 0],
  ['one reading', [[0]], 0],
  ['a regular series', [each(15_000, 100)], 0],
  ['three missing', [[...each(15_000, 10), 13 * 15_000]], 3],
  ['a late one is not missing', [[...each(15_000, 10), 11 * 15_000]], 0],
  ['jitter', [each(15_000, 100).map((ms, i) => ms + (i % 7) * 13)], 0],
  ['the same time twice', [[0, 0, 10, 20, 20]], 0],
  ['a clock that was set back', [[0, 10, 20, 5, 15, 30, 40]], 0],
  ['two instances of their own steps', [each(15_000, 10), [...each(60_000, 10), 19 * 60_000]], 9],
])('%s', (_, instances, count) => {
  expect(missing(...instances)).toBe(count);
});
