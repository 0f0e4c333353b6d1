import type { Snooze } from '../../model/quiet.ts';
import { type Result, success } from '../../model/result.ts';
import { parseSnooze } from '../snoozes.ts';
import type { BucketClient } from './bucket-client.ts';
import { readText } from './read-text.ts';

/** The file of a part's snoozes. */
export const snoozesName = 'snoozes.json';

/** Puts the snoozes of a part of a fleet, beside its incidents in `folder`, in place of what the bucket had of them. */
export function uploadSnoozes(
  client: BucketClient,
  folder: string,
  snoozes: readonly Snooze[],
  signal: AbortSignal,
): Promise<Result<void>> {
  return client.replace(
    `${folder}${snoozesName}`,
    Buffer.from(`${JSON.stringify(snoozes)}\n`),
    signal,
  );
}

/** The snoozes of these lists in a bucket, a book each; damaged ones are left out. Fails as the client does. */
export async function recallSnoozes(
  client: BucketClient,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Result<readonly (readonly Snooze[])[]>> {
  const books: (readonly Snooze[])[] = [];
  for (const path of paths) {
    const read = await readText(client, path, signal);
    if (!read.ok) return read;
    books.push(read.value === null ? [] : snoozesIn(read.value));
  }
  return success(books);
}

function snoozesIn(text: string): readonly Snooze[] {
  try {
    const read: unknown = JSON.parse(text);
    return (Array.isArray(read) ? read : [])
      .map((one) => parseSnooze(JSON.stringify(one)))
      .filter((one) => one !== null);
  } catch {
    return [];
  }
}
