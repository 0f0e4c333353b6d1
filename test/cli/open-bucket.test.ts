import { expect, test } from 'vitest';
import { openBucket } from '../../src/cli/open-bucket.ts';
import type { Store } from '../../src/store/store.ts';
import { bucketConfig } from '../support/fake-bucket.ts';

const store = { path: '/nowhere' } as Store;
const silent = () => undefined;

test('a bucket without credentials ends the start, and not the first capture', () => {
  const open = () =>
    openBucket(store, bucketConfig({ credentials: null }), { part: 'all' }, {}, silent);
  expect(open).toThrow(/no credentials for the bucket heaps\. Set access_key_id/);
});

test('without a bucket the store stays as it is', async () => {
  const opened = openBucket(store, undefined, { part: 'all' }, {}, silent);
  expect(opened.store).toBe(store);
  expect(opened.lostAmong(['a'])).toBe(0);
  await opened.run(new AbortController().signal);
});
