import { expect, test } from 'vitest';
import { shardOf } from '../../src/discover/shard-of.ts';

const host = 'sawtooth-2';

test.each([
  [{ index: 'auto', count: 1 }, 'laptop', { index: 0, count: 1 }],
  [{ index: 'auto', count: 3 }, host, { index: 2, count: 3 }],
  [{ index: 'auto', count: 30 }, 'leaks-eu-12.sawtooth.svc', { index: 12, count: 30 }],
  [{ index: 1, count: 3 }, host, { index: 1, count: 3 }],
  [{ index: 1, count: 3, by: 'team' }, host, { index: 1, count: 3, by: 'team' }],
] as const)('%o on %s', (config, name, shard) => {
  expect(shardOf(config, name)).toEqual({ ok: true, value: shard });
});

test.each([
  [{ index: 'auto', count: 2 }, host, /"sawtooth-2" makes this shard 2, but there are 2/],
  [{ index: 'auto', count: 2 }, 'laptop', /"laptop" does not end in a number/],
  [{ index: 'auto', count: 2 }, 'laptop.rack-1', /"laptop.rack-1" does not end in a number/],
  [{ index: 3, count: 3 }, host, /this is shard 3, but there are 3/],
] as const)('%o on %s is refused', (config, name, reason) => {
  const shard = shardOf(config, name);
  expect(shard.ok ? '' : shard.reason).toMatch(reason);
});
