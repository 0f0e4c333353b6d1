import { expect, test } from 'vitest';
import { sharedOtherwise } from '../../src/cli/shared-otherwise.ts';
import type { Shard } from '../../src/model/config.ts';
import { bucketConfig } from '../support/fake-bucket.ts';

const storage = { path: '/data', retentionTimeMs: 1, retentionSizeBytes: 1 };
const withBucket = { ...storage, bucket: bucketConfig({}) };
const two: Shard = { index: 1, count: 2 };

test.each<[what: string, before: Shard | null, next: Shard | null, says: RegExp | null]>([
  ['the same', two, { ...two }, null],
  ['none before and after', null, null, null],
  ['more of them', two, { index: 1, count: 3 }, /number 1 of 2 shards and would be number 1 of 3/],
  ['by a label', two, { ...two, by: 'team' }, /would be number 1 of 2 shards by team/],
  ['shared at last', null, two, /as the only one and would be number 1 of 2/],
  ['no more', two, null, /would be the only one/],
])('with a bucket, %s', (_, before, next, says) => {
  const refused = sharedOtherwise({ shard: before, storage: withBucket }, { shard: next });
  if (says === null) expect(refused).toBeNull();
  else expect(refused).toMatch(says);
});

test('without a bucket each shard ends what has moved, so that a reload may move it', () => {
  expect(sharedOtherwise({ shard: two, storage }, { shard: null })).toBeNull();
});
