import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { pauseAfter } from '../../../src/scrape/query/pause-after.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(async () => undefined) }));

test.each([
  [1, 0, 250],
  [3, 5000, 5000],
  [14, 0, 30_000],
])('after %i refusals in a row, asked for %i ms, it is %i ms', async (refusals, askedMs, ms) => {
  await pauseAfter(refusals, askedMs, new AbortController().signal);
  expect(vi.mocked(sleep).mock.lastCall?.[0]).toBe(ms);
});
