import { createGunzip } from 'node:zlib';

/** So much is unpacked at a time. */
const stepBytes = 64 * 1024;

/**
 * Unpacks a gzip stream that comes in pieces, and calls `read` with what comes out, which is good until it returns.
 * False: `read` has answered that it wants no more, or the stream is damaged or cut short; `unzip`, which has
 * all of it, says how.
 */
export async function unzipPieces(
  pieces: AsyncIterable<Uint8Array>,
  read: (raw: Uint8Array) => boolean,
): Promise<boolean> {
  const gunzip = createGunzip({ chunkSize: stepBytes });
  let isWanted = true;
  let fault: unknown = null;
  gunzip.on('data', (raw: Uint8Array) => {
    if (!isWanted) return;
    // What throws here would end the process: it came from the middle of zlib.
    try {
      isWanted = read(raw);
    } catch (error) {
      fault = error;
      isWanted = false;
    }
  });
  const ended = new Promise<boolean>((resolve) => {
    gunzip.on('end', () => resolve(true));
    for (const how of ['error', 'close']) gunzip.on(how, () => resolve(false));
  });
  try {
    for await (const piece of pieces) {
      // Taken before the next one is asked for: the bytes of a piece are its reader's. Of a stream that has failed nothing is.
      const taken = new Promise<boolean>((resolve) =>
        gunzip.write(piece, (error) => resolve(!error)),
      );
      if (!(await Promise.race([taken, ended])) || !isWanted) break;
    }
    if (isWanted) {
      gunzip.end();
      isWanted = (await ended) && isWanted;
    }
  } finally {
    // Also when the pieces fail: what zlib holds of a stream is freed at once.
    gunzip.destroy();
  }
  if (fault !== null) throw fault;
  return isWanted;
}
