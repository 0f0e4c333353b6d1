import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type Result, success } from '../../model/result.ts';
import { capturesFolder, dayOf, descriptionSuffix, isCaptureFile } from '../capture-paths.ts';
import { explainFileError } from '../explain-file-error.ts';
import { filesUnder } from '../walk-folder.ts';
import type { Bucket } from './bucket.ts';
import type { BucketClient } from './bucket-client.ts';

/** A store's folder and the bucket that is to have the same captures. */
export type Mirror = {
  readonly path: string;
  readonly bucket: Bucket;
  readonly client: BucketClient;
  readonly nowMs: () => number;
};

/** How many objects are removed at once. */
const batch = 8;

/**
 * Uploads one capture: its profile, then its description, so that what a list of the bucket shows is whole. A
 * capture that is gone from the folder is none any more. `path` is relative to the store.
 */
export async function uploadCapture(
  { path: root, client }: Mirror,
  path: string,
  signal: AbortSignal,
): Promise<Result<void>> {
  for (const part of [path, `${path}${descriptionSuffix}`]) {
    const file = join(root, part);
    let bytes: Uint8Array;
    try {
      bytes = await readFile(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return success(undefined);
      return explainFileError(error, `read the capture ${file}`);
    }
    const stored = await client.put(part, bytes, signal);
    if (!stored.ok) return stored;
  }
  return success(undefined);
}

/**
 * The captures of the folder that the bucket does not have, oldest first; what is older than the bucket keeps
 * is none of them. One request a thousand objects of each day.
 */
export async function findMissing(
  { path: root, bucket, client, nowMs }: Mirror,
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  const oldest = bucket.retentionTimeMs > 0 ? dayOf(nowMs() - bucket.retentionTimeMs) : '';
  const missing: string[] = [];
  try {
    const days = await readdir(join(root, capturesFolder)).catch(noneIfMissing);
    for (const day of days.filter((name) => name >= oldest).sort()) {
      const own = await describedCaptures(root, day, signal);
      if (own.length === 0 || signal.aborted) continue;
      const listed = await client.list(`${capturesFolder}/${day}/`, 'all', signal);
      if (!listed.ok) return listed;
      const there = new Set(listed.value.objects.map(({ path }) => path));
      missing.push(...own.filter((path) => !there.has(`${path}${descriptionSuffix}`)));
    }
    return success(missing);
  } catch (error) {
    return explainFileError(error, `compare the captures in ${root} with their bucket`);
  }
}

/**
 * Removes the days that are older than the bucket keeps; what the folder still has stays there too, since it
 * is the first capture of a life or an incident rests on it. Answers how many objects went.
 */
export async function removeOld(
  { path: root, bucket, client, nowMs }: Mirror,
  signal: AbortSignal,
): Promise<Result<number>> {
  if (bucket.retentionTimeMs <= 0) return success(0);
  const listed = await client.list(`${capturesFolder}/`, 'one', signal);
  if (!listed.ok) return listed;
  // A day is over a day later: its last capture has to be old enough.
  const oldest = dayOf(nowMs() - bucket.retentionTimeMs);
  const days = listed.value.folders.filter((folder) => dayIn(folder) < oldest);
  let removed = 0;
  for (const day of days) {
    const objects = await client.list(day, 'all', signal);
    if (!objects.ok) return objects;
    const paths = objects.value.objects.map(({ path }) => path).filter(isOurs);
    for (let from = 0; from < paths.length && !signal.aborted; from += batch) {
      const going = await Promise.all(
        paths.slice(from, from + batch).map((path) => removeUnlessHere(root, client, path, signal)),
      );
      const failed = going.find((one) => !one.ok);
      if (failed !== undefined && !failed.ok) return failed;
      removed += going.filter((one) => one.ok && one.value).length;
    }
  }
  return success(removed);
}

async function removeUnlessHere(
  root: string,
  client: BucketClient,
  path: string,
  signal: AbortSignal,
): Promise<Result<boolean>> {
  const isHere = await stat(join(root, path)).then(
    () => true,
    () => false,
  );
  if (isHere) return success(false);
  const removed = await client.remove(path, signal);
  return removed.ok ? success(true) : removed;
}

/** Profiles of a day whose descriptions are there, relative to the store. */
async function describedCaptures(
  root: string,
  day: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const files = await filesUnder(join(root, capturesFolder, day), signal);
  const paths = files.map(({ path }) => relative(root, path).replaceAll(sep, '/'));
  const all = new Set(paths);
  const isProfile = (path: string) => isOurs(path) && !path.endsWith(descriptionSuffix);
  return paths.filter((path) => isProfile(path) && all.has(`${path}${descriptionSuffix}`)).sort();
}

function isOurs(path: string): boolean {
  return isCaptureFile(path.slice(path.lastIndexOf('/') + 1));
}

/** `captures/2026-11-25/` → `2026-11-25`; what is named otherwise is never old. */
function dayIn(folder: string): string {
  return /^captures\/(\d{4}-\d\d-\d\d)\/$/.exec(folder)?.[1] ?? '9999';
}

function noneIfMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
