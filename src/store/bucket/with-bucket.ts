import { join, relative, sep } from 'node:path';
import { type Result, success } from '../../model/result.ts';
import { timerMs } from '../../model/timer-ms.ts';
import type { CaptureOwner, Store } from '../store.ts';
import type { Bucket } from './bucket.ts';
import type { BucketClient } from './bucket-client.ts';
import { IncidentMirror, type Recalled } from './incident-mirror.ts';
import { findMissing, type Mirror, removeOld, uploadCapture } from './mirror-captures.ts';
import type { PartOfFleet } from './part-of-fleet.ts';
import { recallFromBucket, restoreFromBucket } from './read-back.ts';
import { UploadQueue, type UploadQueueParts } from './upload-queue.ts';

/** A store whose captures and incidents are in a bucket too. */
export type BucketStore = {
  readonly store: Store;
  /**
   * Uploads until `signal` is aborted, and for a moment longer what is under way, and what comes until `written` is
   * resolved: somebody may hear of an incident while this process ends, and who takes over must know it.
   */
  readonly run: (signal: AbortSignal, written?: Promise<void>) => Promise<void>;
  /**
   * Fetches what the bucket has of this part's incidents, and who was told of them, into a store that knows none: one on
   * a new disk goes on where its predecessor was lost. What the bucket has given until `signal` is aborted
   * counts. `rules`: by their names those whose incidents are gone on with; whose rule nobody knows is left alone there.
   */
  readonly recall: (rules: ReadonlySet<string>, signal: AbortSignal) => Promise<Result<Recalled>>;
  /** Captures and incidents that have not reached the bucket yet; null: there is none. */
  readonly uploads: () => number | null;
  /** How many of these captures, by id, went from the folder before they had reached the bucket. */
  readonly lostAmong: (ids: readonly string[]) => number;
};

/** How often the folder is compared with the bucket, and what is old removed from it. */
const compareEveryMs = 3_600_000;
/** How long uploads go on once the process is to stop: it has 5 s in all. */
const farewellMs = 3_000;
const farewellStepMs = 50;

/**
 * Puts a bucket behind a store: captures and incidents are written to the folder first, as without it, and uploaded from
 * there; what the folder has lost is read back. Whatever the bucket does, the folder's own work goes on.
 */
export function withBucket(
  store: Store,
  bucket: Bucket,
  client: BucketClient,
  fleet: PartOfFleet,
  parts: Omit<UploadQueueParts, 'upload'> & { readonly nowMs: () => number },
): BucketStore {
  const { say, sleep, nowMs } = parts;
  const mirror: Mirror = { path: store.path, bucket, client, nowMs };
  const incidents = new IncidentMirror(store, mirror, fleet, () => queue);
  const queue = new UploadQueue({
    ...parts,
    upload: (path, signal) => incidents.upload(path, signal) ?? uploadCapture(mirror, path, signal),
  });
  const nameOf = (path: string) => relative(store.path, path).replaceAll(sep, '/');
  const once = onceUntilOtherwise(say);

  const upkeep = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      const problem = await compare(mirror, incidents, queue, signal);
      if (!signal.aborted) once(problem);
      await sleep(compareEveryMs, signal);
    }
  };

  return {
    store: {
      ...store,
      putCapture: async (owner, profile, about) => {
        const stored = await store.putCapture(owner, profile, about);
        if (stored.ok) queue.add(nameOf(stored.value.path));
        return stored;
      },
      putIncident: async (incident) => {
        const stored = await store.putIncident(incident);
        incidents.changed(incident);
        return stored;
      },
      putNotifications: async (notifications) => {
        // At once: a stop may come before the disk has it.
        incidents.told(notifications);
        return store.putNotifications(notifications);
      },
      putSnoozes: async (snoozes) => {
        const stored = await store.putSnoozes(snoozes);
        incidents.snoozed();
        return stored;
      },
      removeIncident: (id) => {
        incidents.removed(id);
        return store.removeIncident(id);
      },
      readCapture: async (capture) => {
        const read = await store.readCapture(capture);
        if (read.ok) return read;
        const signal = AbortSignal.timeout(timerMs(bucket.timeoutMs));
        const restored = await restoreFromBucket(store.path, client, [capture], signal);
        return restored.ok ? store.readCapture(capture) : read;
      },
      recallCaptures: (owner, lifeStartAtMs, signal) =>
        recallBoth(store, client, { owner, lifeStartAtMs }, signal),
      restoreCaptures: (captures, signal) =>
        restoreFromBucket(store.path, client, captures, signal),
    },
    recall: (rules, signal) => incidents.recall(rules, signal),
    run: async (signal, written = Promise.resolve()) => {
      const end = new AbortController();
      let isWritten = false;
      void written.then(() => {
        isWritten = true;
      });
      const late = async () => {
        const lastMs = nowMs() + farewellMs;
        while ((queue.waiting > 0 || !isWritten) && nowMs() < lastMs) {
          await sleep(farewellStepMs, end.signal);
        }
        end.abort();
      };
      signal.addEventListener('abort', () => void late(), { once: true });
      if (signal.aborted) void late();
      await Promise.all([upkeep(signal), queue.run(end.signal)]);
      if (queue.waiting > 0) {
        say(
          `${queue.waiting} captures and incidents have not reached the bucket; the next start uploads them.`,
        );
      }
    },
    uploads: () => queue.waiting,
    lostAmong: (ids) => ids.filter((id) => queue.isWaiting(join('captures', id))).length,
  };
}

/** Queues what the bucket lacks and removes what it keeps no longer; answers why it could not, null: it could. */
async function compare(
  mirror: Mirror,
  incidents: IncidentMirror,
  queue: UploadQueue,
  signal: AbortSignal,
): Promise<string | null> {
  const missing = await findMissing(mirror, signal);
  if (!missing.ok) return missing.reason;
  const stale = await incidents.queueStale(signal);
  if (!stale.ok) return stale.reason;
  for (const path of missing.value) queue.add(path);
  // What a kill, or a queue that was full, kept from the bucket.
  incidents.queueSnoozes();
  const removed = await removeOld(mirror, signal);
  if (!removed.ok) return removed.reason;
  const older = await incidents.removeOld(signal);
  return older.ok ? null : older.reason;
}

/** What both know; a bucket that does not answer must not take away what the folder has. */
async function recallBoth(
  store: Store,
  client: BucketClient,
  about: { readonly owner: CaptureOwner; readonly lifeStartAtMs: number },
  signal: AbortSignal,
): ReturnType<Store['recallCaptures']> {
  const local = await store.recallCaptures(about.owner, about.lifeStartAtMs, signal);
  const remote = await recallFromBucket(store.path, client, about, signal);
  if (!remote.ok) return local.ok && local.value.length > 0 ? local : remote;
  const known = new Map(remote.value.map((capture) => [capture.id, capture]));
  for (const capture of local.ok ? local.value : []) known.set(capture.id, capture);
  return success([...known.values()].sort((a, b) => a.atMs - b.atMs));
}

/** Says a problem when it comes up or is another one, not each hour. */
function onceUntilOtherwise(say: (sentence: string) => void): (problem: string | null) => void {
  let last: string | null = null;
  return (problem) => {
    if (problem !== null && problem !== last) say(problem);
    last = problem;
  };
}
