import { stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Capture } from '../../model/capture.ts';
import { failure, type Result, success } from '../../model/result.ts';
import { capturesFolder, descriptionSuffix, targetFolder } from '../capture-paths.ts';
import { parseDescription } from '../description.ts';
import { explainFileError } from '../explain-file-error.ts';
import { daysSince, ofLife } from '../recall-captures.ts';
import type { CaptureOwner } from '../store.ts';
import { writeFileSafely } from '../write-file-safely.ts';
import type { BucketClient } from './bucket-client.ts';
import { readText } from './read-text.ts';

/** How many descriptions are fetched at once. */
const batch = 8;

/** The captures of one life of one target that the bucket has, oldest first; their files may not be here. */
export async function recallFromBucket(
  path: string,
  client: BucketClient,
  about: { readonly owner: CaptureOwner; readonly lifeStartAtMs: number },
  signal: AbortSignal,
): Promise<Result<readonly Capture[]>> {
  const { owner, lifeStartAtMs } = about;
  const listed = await client.list(`${capturesFolder}/`, 'one', signal);
  if (!listed.ok) return listed;
  const names = listed.value.folders.map((folder) => folder.split('/')[1] ?? '');
  const captures: Capture[] = [];
  for (const day of daysSince(names, lifeStartAtMs)) {
    const folder = `${capturesFolder}/${day}/${targetFolder(owner.labels)}/`;
    const found = await descriptionsUnder(client, folder, signal);
    if (!found.ok) return found;
    const read = found.value.map((text) => parseDescription(path, text));
    captures.push(...read.filter((capture) => capture !== null));
  }
  return success(ofLife(captures, owner, lifeStartAtMs));
}

async function descriptionsUnder(
  client: BucketClient,
  folder: string,
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  const listed = await client.list(folder, 'all', signal);
  if (!listed.ok) return listed;
  const names = listed.value.objects
    .map((object) => object.path)
    .filter((name) => name.endsWith(descriptionSuffix));
  const texts: string[] = [];
  for (let from = 0; from < names.length; from += batch) {
    const part = names.slice(from, from + batch);
    for (const got of await Promise.all(part.map((name) => readText(client, name, signal)))) {
      if (!got.ok) return got;
      if (got.value !== null) texts.push(got.value);
    }
  }
  return success(texts);
}

/** Writes the files of these captures that are gone from the store at `path`, as the bucket has them. */
export async function restoreFromBucket(
  path: string,
  client: BucketClient,
  captures: readonly Capture[],
  signal: AbortSignal,
): Promise<Result<void>> {
  const problems: string[] = [];
  for (const capture of captures) {
    const restored = await restoreOne(path, client, capture, signal);
    if (!restored.ok) problems.push(restored.reason);
  }
  return problems.length === 0 ? success(undefined) : failure(problems.join('; '));
}

async function restoreOne(
  path: string,
  client: BucketClient,
  capture: Capture,
  signal: AbortSignal,
): Promise<Result<void>> {
  const isHere = await stat(capture.path).then(
    () => true,
    () => false,
  );
  const name = relative(path, capture.path).replaceAll(sep, '/');
  // What a description says is text from outside: only the store's own folder is written to.
  if (isHere || !name.startsWith(`${capturesFolder}/`) || name.includes('..')) {
    return success(undefined);
  }
  for (const part of [name, `${name}${descriptionSuffix}`]) {
    const fetched = await client.get(part, signal);
    if (!fetched.ok) return fetched;
    if (fetched.value === null) return failure(`the bucket has no ${part} either`);
    if (part === name && fetched.value.length !== capture.bytes) {
      return failure(
        `${part} has ${fetched.value.length} bytes in the bucket, ${capture.bytes} were stored: somebody changed it`,
      );
    }
    try {
      await writeFileSafely(join(path, part), fetched.value, 'replace');
    } catch (error) {
      return explainFileError(error, `restore the capture ${part} in ${path}`);
    }
  }
  return success(undefined);
}
