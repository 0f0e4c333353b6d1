import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { sleep } from '../../src/cli/sleep.ts';

const day = 86_400_000;

test.each([24, 25, 30, 364])('a sleep of %d days goes on until it is told to end', async (days) => {
  const stop = new AbortController();
  let isOver = false;
  const asleep = sleep(days * day, stop.signal).then(() => {
    isOver = true;
  });
  await delay(30);
  expect(isOver).toBe(false);
  stop.abort();
  await asleep;
});

test('a short one ends by itself', async () => {
  const stop = new AbortController();
  await sleep(5, stop.signal);
  await sleep(0, stop.signal);
});
