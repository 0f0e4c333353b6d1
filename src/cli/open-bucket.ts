import type { BucketConfig } from '../model/config.ts';
import type { StoredIncident } from '../model/incident.ts';
import { success } from '../model/result.ts';
import { placeBucket } from '../store/bucket/bucket.ts';
import { bucketClient } from '../store/bucket/bucket-client.ts';
import { findCredentials } from '../store/bucket/find-credentials.ts';
import { type BucketStore, withBucket } from '../store/bucket/with-bucket.ts';
import type { Store } from '../store/store.ts';
import { UsageError } from './command.ts';
import type { Io } from './io.ts';
import { sleep } from './sleep.ts';

/** Which part of a fleet this process is; `belongsHere` as of `withBucket`, absent: no shard. */
type PartOfFleet = {
  readonly part: string;
  readonly belongsHere?: ((incident: StoredIncident) => boolean) | null;
};

/**
 * Puts the configured bucket behind the store; without one the store stays as it is. Throws a `UsageError`
 * when there are no credentials: who has configured a bucket must not learn of it when it is needed. `say`
 * is told what keeps captures and incidents from the bucket.
 */
export function openBucket(
  store: Store,
  config: BucketConfig | undefined,
  { part, belongsHere }: PartOfFleet,
  env: Io['env'],
  say: (sentence: string) => void,
): BucketStore {
  if (config === undefined) {
    return {
      store,
      recall: async () => success({ incidents: [], others: 0, unread: null }),
      run: async () => undefined,
      uploads: () => null,
      lostAmong: () => 0,
    };
  }
  const bucket = placeBucket(config, env);
  const credentials = findCredentials(bucket, env, Date.now);
  if (!credentials.ok) throw new UsageError(credentials.reason);
  const client = bucketClient(bucket, credentials.value, Date.now);
  return withBucket(
    store,
    bucket,
    client,
    { part, belongsHere: belongsHere ?? null },
    {
      say,
      nowMs: Date.now,
      random: Math.random,
      sleep,
    },
  );
}
