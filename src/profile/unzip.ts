import { gunzip, gunzipSync } from 'node:zlib';
import { limits } from '../model/limits.ts';
import { failure, type Result, success } from '../model/result.ts';

/**
 * The most that a profile may be unpacked. Real ones become two to three times as large, the largest that
 * was seen 22 MB; a bomb becomes a thousand times as large. Small ones may have been written by hand.
 */
const most = { bytes: limits.profile_bytes.most, times: 32, always: 32 * 2 ** 20 };

/** Node's own smallest step, and the end of a gzip stream: checksum and size, four bytes each. */
const leastChunkBytes = 16 * 1024;
const trailerBytes = 8;

/**
 * The bytes of a profile without their gzip, or as they are when they have none. Never unpacks more than
 * 32 times what came, with 32 MiB for every one and 256 MiB for none: a bomb ends in a sentence.
 */
export function unzip(bytes: Uint8Array): Result<Uint8Array> {
  if (!isZipped(bytes)) return success(bytes);
  const limit = limitOf(bytes);
  try {
    return success(gunzipSync(bytes, optionsOf(bytes, limit)));
  } catch (error) {
    return failure(explain(error, bytes.length, limit), error);
  }
}

/** The same beside whatever else is to be done: several are unpacked at a time. */
export async function unzipBeside(bytes: Uint8Array): Promise<Result<Uint8Array>> {
  if (!isZipped(bytes)) return success(bytes);
  const limit = limitOf(bytes);
  return new Promise((resolve) => {
    gunzip(bytes, optionsOf(bytes, limit), (error, raw) => {
      resolve(error === null ? success(raw) : failure(explain(error, bytes.length, limit), error));
    });
  });
}

/** Whether these bytes begin as a gzip stream does. */
export function isZipped(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The most that so many bytes may unpack to. */
export function limitOf({ length }: { readonly length: number }): number {
  return Math.min(most.bytes, Math.max(most.always, most.times * length));
}

function optionsOf(bytes: Uint8Array, limit: number) {
  return { maxOutputLength: limit, chunkSize: sizeHint(bytes, limit) };
}

/**
 * What a gzip stream says at its end of its size, so that it is unpacked in one piece and not put
 * together from hundreds. It may lie: too little costs a copy, too much is memory that is never touched.
 */
function sizeHint(bytes: Uint8Array, limit: number): number {
  if (bytes.length < trailerBytes) return leastChunkBytes;
  const said = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(
    bytes.length - 4,
    true,
  );
  return said > limit ? leastChunkBytes : Math.max(said, leastChunkBytes);
}

function explain(error: unknown, length: number, limit: number): string {
  switch ((error as { code?: string }).code) {
    case 'ERR_BUFFER_TOO_LARGE':
      return `the profile unpacks to more than ${Math.floor(limit / 2 ** 20)} MiB and was not read; if that is right, unpack it first (gunzip)`;
    case 'Z_BUF_ERROR':
      return `the profile is cut short: ${length} bytes came and its gzip stream does not end; fetch it again with a longer timeout`;
    default:
      return `the profile is damaged: its gzip stream of ${length} bytes cannot be unpacked (${(error as Error).message}); fetch it again`;
  }
}
