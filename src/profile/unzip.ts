import { gunzipSync } from 'node:zlib';
import { failure, type Result, success } from '../model/result.ts';

/** The most that one profile may be unpacked: ten times the largest that was seen (22 MB). */
const maxUnpackedBytes = 256 * 2 ** 20;

/**
 * The bytes of a profile without their gzip, or as they are when they have none. Never unpacks more
 * than 256 MiB: a bomb ends in a sentence.
 */
export function unzip(bytes: Uint8Array): Result<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return success(bytes);
  try {
    return success(gunzipSync(bytes, { maxOutputLength: maxUnpackedBytes }));
  } catch (error) {
    return failure(explain(error, bytes.length), error);
  }
}

function explain(error: unknown, length: number): string {
  switch ((error as { code?: string }).code) {
    case 'ERR_BUFFER_TOO_LARGE':
      return `the profile unpacks to more than ${maxUnpackedBytes / 2 ** 20} MiB and was not read`;
    case 'Z_BUF_ERROR':
      return `the profile is cut short: ${length} bytes came and its gzip stream does not end; fetch it again with a longer timeout`;
    default:
      return `the profile is damaged: its gzip stream of ${length} bytes cannot be unpacked (${(error as Error).message}); fetch it again`;
  }
}
