import { jsonFault } from '../../model/json-fault.ts';
import { type Result, success } from '../../model/result.ts';
import type { BucketClient } from './bucket-client.ts';

/** An incident, who was told of it, a description: none of them is nearly so large. */
const cutAt = 16 * 1024 ** 2;

/**
 * The text of a small object of ours, for a parser; null: there is none. One that is too large, or would be too much
 * when it is parsed, is cut: no parser takes it then, and the others are read all the same.
 */
export async function readText(
  client: BucketClient,
  path: string,
  signal: AbortSignal,
): Promise<Result<string | null>> {
  const read = await client.get(path, signal, cutAt);
  if (!read.ok || read.value === null) return read.ok ? success(null) : read;
  const text = Buffer.from(read.value).toString('utf8');
  return success(jsonFault(text) === null ? text : '');
}
