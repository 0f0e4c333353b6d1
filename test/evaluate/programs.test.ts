import { expect, test } from 'vitest';
import { heardOfPrograms } from './heard-of-programs.ts';

test('of the recorded programs every leak fires by its kind, no other does, every sawtooth is named', async () => {
  const heard = await heardOfPrograms();
  expect(heard.length).toBeGreaterThanOrEqual(20);
  expect(heard.filter(({ right }) => !right).map(({ run }) => run.name)).toEqual([]);
}, 60_000);
