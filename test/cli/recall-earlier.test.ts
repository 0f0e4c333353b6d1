import { expect, test } from 'vitest';
import { openBucket } from '../../src/cli/open-bucket.ts';
import { recallEarlier } from '../../src/cli/recall-earlier.ts';
import { failure, success } from '../../src/model/result.ts';
import type { Store } from '../../src/store/store.ts';
import { bucketConfig, fakeServer } from '../support/fake-bucket.ts';

const never = new AbortController().signal;

/** A bucket of one part with `count` incidents, which lists them at once and gives none of them, for ever. */
async function slowBucket(count: number) {
  const objects = Array.from({ length: count }, (_, nth) => {
    const key = `incidents/all/${1_795_600_000 + nth}-aa/incident.json`;
    return `<Contents><Key>${key}</Key><Size>1</Size></Contents>`;
  });
  const list = `<ListBucketResult><IsTruncated>false</IsTruncated>${objects.join('')}</ListBucketResult>`;
  const { url } = await fakeServer(({ path }) =>
    path.includes('list-type') ? { status: 200, body: list } : 'hang',
  );
  const store = {
    path: '/nowhere',
    listIncidents: () => success([]),
    listSnoozes: () => success([]),
    putNotifications: async () => success(undefined),
  } as unknown as Store;
  const config = bucketConfig({ endpoint: url, region: 'eu-test-1', timeoutMs: 60_000 });
  return openBucket(store, config, { part: 'all' }, {}, () => undefined);
}

test('a bucket that gives nothing keeps a start no longer than it may, and that is said', async () => {
  const said: string[] = [];
  const bucket = await slowBucket(20);
  await recallEarlier(bucket, [], never, (sentence) => said.push(sentence), 1000);
  expect(said).toEqual([
    'the bucket gave 0 of the newest 20 incidents, and the others begin anew: the bucket took more than 1 s',
  ]);
});

test('what a bucket refuses is said, and who is stopped meanwhile says nothing', async () => {
  const said: string[] = [];
  const say = (sentence: string) => said.push(sentence);
  const refusing = { recall: async () => failure('no such bucket.') };
  await recallEarlier(refusing, [], AbortSignal.abort(), say);
  expect(said).toEqual([]);
  await recallEarlier(refusing, [], never, say);
  expect(said).toEqual([
    'what the bucket has of earlier incidents is not known, and they begin anew: no such bucket.',
  ]);
});
