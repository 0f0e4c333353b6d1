import { afterEach, expect, test } from 'vitest';
import { collectGarbage, collectGarbageBy } from '../../src/cli/collect-garbage.ts';

let collections = 0;
collectGarbageBy(() => {
  collections += 1;
});
afterEach(() => {
  collections = 0;
  collectGarbage();
  collections = 0;
});

test('without an amount it collects at once', () => {
  collectGarbage();
  collectGarbage();
  expect(collections).toBe(2);
});

test('what a few small profiles left is not worth a collection, and many of them are', () => {
  for (let i = 0; i < 63; i++) collectGarbage(4 * 1024);
  expect(collections).toBe(0);
  collectGarbage(4 * 1024);
  expect(collections).toBe(1);
  collectGarbage(4 * 1024);
  expect(collections).toBe(1);
});

test('a large profile is collected after at once, each', () => {
  for (let i = 0; i < 3; i++) collectGarbage(4_000_000);
  expect(collections).toBe(3);
});
