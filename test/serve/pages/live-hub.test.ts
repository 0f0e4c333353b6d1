import { expect, test } from 'vitest';
import { type Change, LiveHub } from '../../../src/serve/pages/live-hub.ts';
import { snapshot } from '../../support/snapshots.ts';

test('a page that cannot be made is over for its readers, and no other is', async () => {
  const failed: [string, unknown][] = [];
  const hub = new LiveHub(
    () => snapshot([]),
    60_000,
    (address, error) => failed.push([address, error]),
  );
  const got: [string, Change | null][] = [];
  const read = (name: string) => (change: Change | null) => got.push([name, change]);
  const broken = () => {
    throw new Error('a bug');
  };
  const leave = hub.join('/broken', broken, read('broken'));
  const leaveToo = hub.join('/', () => ({ title: 't', parts: new Map() }), read('sound'));
  await hub.look();
  leave();
  leaveToo();
  expect(failed).toEqual([['/broken', new Error('a bug')]]);
  expect(got).toEqual([
    ['broken', null],
    ['sound', { title: 't', parts: new Map() }],
  ]);
});
