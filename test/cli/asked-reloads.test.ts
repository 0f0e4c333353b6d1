import { expect, test } from 'vitest';
import { AskedReloads } from '../../src/cli/asked-reloads.ts';

test('wishes that come early are granted once, and each later one as it comes', () => {
  const asked = new AskedReloads();
  let reloads = 0;
  const reload = async () => {
    reloads += 1;
  };
  asked.ask();
  asked.ask();
  expect(reloads).toBe(0);
  asked.answerBy(reload);
  expect(reloads).toBe(1);
  asked.ask();
  asked.ask();
  expect(reloads).toBe(3);
});

test('who was asked for nothing reloads nothing', () => {
  let reloads = 0;
  new AskedReloads().answerBy(async () => {
    reloads += 1;
  });
  expect(reloads).toBe(0);
});
