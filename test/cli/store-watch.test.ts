import { expect, test } from 'vitest';
import { StoreWatch } from '../../src/cli/store-watch.ts';
import type { StoreFault } from '../../src/store/look-at-store.ts';

/** A store whose state is set, and what is said of it. */
function watched() {
  const at = { nowMs: 0, fault: null as StoreFault | null, records: 0, looks: 0 };
  const said: string[] = [];
  const watch = new StoreWatch({
    store: {
      look: async () => {
        at.looks++;
        return at.fault;
      },
      waiting: () => ({ records: at.records, exports: 0 }),
    },
    nowMs: () => at.nowMs,
    say: (sentence) => said.push(sentence),
  });
  return { at, said, watch };
}

const full = { reason: 'could not write in /data: the disk is full.', isLost: false };
const lost = { reason: '/data/sawtooth.db is not there any more.', isLost: true };

test('a store that cannot be written is told of once and is no reason for a restart', async () => {
  const { at, said, watch } = watched();
  expect(watch.keeps).toBe(true);
  at.fault = full;
  for (at.nowMs = 0; at.nowMs < 3_600_000; at.nowMs += 15_000) await watch.look();
  expect([watch.keeps, watch.complaint()]).toEqual([false, null]);
  at.fault = null;
  await watch.look();
  expect(watch.keeps).toBe(true);
  expect(said).toEqual([
    'nothing can be kept: could not write in /data: the disk is full.',
    'the store can be written again',
  ]);
});

test('a store that is lost for a minute is one, and none any more when it is back', async () => {
  const { at, watch } = watched();
  at.fault = lost;
  await watch.look();
  at.nowMs = 59_999;
  expect([watch.keeps, watch.complaint()]).toEqual([false, null]);
  at.nowMs = 60_000;
  expect(watch.complaint()).toBe('/data/sawtooth.db is not there any more');
  at.fault = null;
  await watch.look();
  expect(watch.complaint()).toBeNull();
  // Lost anew: it has its minute anew.
  at.fault = lost;
  await watch.look();
  expect(watch.complaint()).toBeNull();
});

test('what waits to be written is not kept yet', () => {
  const { at, watch } = watched();
  at.records = 1;
  expect(watch.keeps).toBe(false);
});

test('a look that hangs is the only one', async () => {
  let looks = 0;
  const watch = new StoreWatch({
    store: {
      look: () => {
        looks++;
        return new Promise(() => undefined);
      },
      waiting: () => ({ records: 0, exports: 0 }),
    },
    nowMs: () => 0,
    say: () => undefined,
  });
  void watch.look();
  void watch.look();
  expect(looks).toBe(1);
});
