import type { Snooze } from '../../model/quiet.ts';
import { type Result, success } from '../../model/result.ts';
import { parseSnooze } from '../snoozes.ts';
import type { BucketClient } from './bucket-client.ts';

const name = 'snoozes.json';

/** Puts the snoozes of a part of a fleet, beside its incidents in `folder`, in place of what the bucket had of them. */
export function uploadSnoozes(
  client: BucketClient,
  folder: string,
  snoozes: readonly Snooze[],
  signal: AbortSignal,
): Promise<Result<void>> {
  return client.replace(`${folder}${name}`, Buffer.from(`${JSON.stringify(snoozes)}\n`), signal);
}

/** The snoozes that a bucket has in the folders of these parts; damaged ones are left out. Fails as the client does. */
export async function recallSnoozes(
  client: BucketClient,
  folders: readonly string[],
  signal: AbortSignal,
): Promise<Result<readonly Snooze[]>> {
  const byId = new Map<string, Snooze>();
  for (const folder of folders) {
    const read = await client.get(`${folder}${name}`, signal);
    if (!read.ok) return read;
    for (const snooze of read.value === null ? [] : snoozesIn(read.value)) {
      byId.set(snooze.id, snooze);
    }
  }
  return success([...byId.values()]);
}

function snoozesIn(bytes: Uint8Array): readonly Snooze[] {
  try {
    const read: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return (Array.isArray(read) ? read : [])
      .map((one) => parseSnooze(JSON.stringify(one)))
      .filter((one) => one !== null);
  } catch {
    return [];
  }
}
