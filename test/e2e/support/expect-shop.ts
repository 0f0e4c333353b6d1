import { expect } from 'vitest';
import type { WatchJson } from './watch-json.ts';

/**
 * What a week of the shop (`history.ts`) says as soon as it is read from a feed named `fleet`, whatever server has it:
 * the leak and the kills, and nothing of the others.
 */
export async function expectShop(watched: WatchJson): Promise<void> {
  const up = await watched.waitFor('end of a round', ({ kind }) => kind === 'target-up', 120_000);
  expect(up['target']).toMatch(/^fleet \(http:/);
  const firing = watched.of('incident').filter(({ state }) => state === 'firing');
  expect(new Set(firing.map(({ workload }) => workload))).toEqual(
    new Set(['checkout', 'shop/cart/app']),
  );
  const leaks = firing.filter(({ rule }) => rule === 'MemoryLeak');
  const told = new Map(leaks.map((event) => [event['workload'], event]));
  expect(told.get('checkout')).toMatchObject({ verdict: 'leak', signal: 'heapLive', culprits: [] });
  expect(told.get('shop/cart/app')).toMatchObject({ verdict: 'sawtooth', signal: 'workingSet' });
  expect(watched.of('captured')).toEqual([]);
  expect(watched.of('target-down')).toEqual([]);
}
