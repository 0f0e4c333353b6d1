import { type Result, success } from '../../model/result.ts';
import type { BucketClient } from './bucket-client.ts';
import { readText } from './read-text.ts';

const name = 'read-up-to.json';

/**
 * Up to when a part, whose `folder` it is, has read what parts of another number of shards have left, in ms by the
 * bucket's own clock; null: never.
 */
export async function readMark(
  client: BucketClient,
  folder: string,
  signal: AbortSignal,
): Promise<Result<number | null>> {
  const read = await readText(client, `${folder}${name}`, signal);
  if (!read.ok || read.value === null) return read.ok ? success(null) : read;
  try {
    const { othersUpToMs } = JSON.parse(read.value) as {
      othersUpToMs?: unknown;
    };
    return success(typeof othersUpToMs === 'number' ? othersUpToMs : null);
  } catch {
    return success(null);
  }
}

/** Puts that mark in place of the one before. */
export function putMark(
  client: BucketClient,
  folder: string,
  othersUpToMs: number,
  signal: AbortSignal,
): Promise<Result<void>> {
  const text = `${JSON.stringify({ othersUpToMs })}\n`;
  return client.replace(`${folder}${name}`, Buffer.from(text), signal);
}
