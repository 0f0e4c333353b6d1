import { expect, test } from 'vitest';
import { leftInStore } from '../../src/cli/left-in-store.ts';
import { success } from '../../src/model/result.ts';
import { incident } from '../support/snapshots.ts';

const ids = ['1795600000-aa', '1795600001-aa', '1795600002-aa'];
const [cart, shop, search] = ['cart', 'shop', 'search'].map((workload, nth) =>
  incident({ id: ids[nth] ?? '', workload, state: 'firing' }),
);
const store = {
  listIncidents: () =>
    success(
      [cart, shop, { ...search, isDoubted: true }].flatMap((one) => (one ? [one as never] : [])),
    ),
  listSnoozes: () => success([]),
  listNotifications: () => success([]),
};

test('of another number of shards, an incident whose workload another shard has now is that one’s to end', () => {
  const left = leftInStore(store, new Set(), ({ workload }) => workload !== 'shop');
  expect(left.incidents).toHaveLength(3);
  expect([...(left.recalled ?? [])]).toEqual([ids[1], ids[2]]);
  expect([...(left.moved ?? [])]).toEqual([ids[1]]);
});

test('where nothing is shared only what was doubted before is', () => {
  expect([...(leftInStore(store, new Set(), null).recalled ?? [])]).toEqual([ids[2]]);
});
