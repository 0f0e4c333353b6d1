import { open, readFile } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import type { Capture } from '../model/capture.ts';
import { failure, type Result, success } from '../model/result.ts';
import { explainFileError } from './explain-file-error.ts';

/** The bytes of a capture as they came. Fails when the file is gone, was cut, or lies outside the store. */
export async function readCapture(path: string, capture: Capture): Promise<Result<Uint8Array>> {
  const file = fileWithin(path, capture);
  if (file === null) {
    return failure(
      `could not read the capture ${capture.path}: it lies outside the store ${path}.`,
    );
  }
  try {
    const bytes = await readFile(file);
    if (bytes.length === capture.bytes) return success(bytes);
    return failure(
      `the capture ${file} has ${bytes.length} bytes, ${capture.bytes} were stored: somebody changed it. It is left out.`,
    );
  } catch (error) {
    return explainFileError(error, `read the capture ${file}`);
  }
}

/** So much is read at a time. */
const pieceBytes = 64 * 1024;

/**
 * The same in pieces, each good until the next is asked for: a large one is never in memory as a whole. It ends early
 * where the file is not as it was stored; of that `readCapture` says the reason.
 */
export async function* capturePieces(path: string, capture: Capture): AsyncIterable<Uint8Array> {
  const name = fileWithin(path, capture);
  const file = name === null ? null : await open(name).catch(() => null);
  if (file === null) return;
  try {
    if ((await file.stat()).size !== capture.bytes) return;
    const buffer = new Uint8Array(pieceBytes);
    for (;;) {
      const { bytesRead } = await file.read(buffer);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    // What has no code is no fault of the file system but ours, or its reader's.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  } finally {
    await file.close();
  }
}

/** The file of a capture; null: it would lie outside the store. */
function fileWithin(path: string, capture: Capture): string | null {
  const file = resolve(path, capture.path);
  const within = relative(path, file);
  return within.startsWith('..') || isAbsolute(within) ? null : file;
}
