import { readFile } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import type { Capture } from '../model/capture.ts';
import { failure, type Result, success } from '../model/result.ts';
import { explainFileError } from './explain-file-error.ts';

/** The bytes of a capture as they came. Fails when the file is gone, was cut, or lies outside the store. */
export async function readCapture(path: string, capture: Capture): Promise<Result<Uint8Array>> {
  const file = resolve(path, capture.path);
  const within = relative(path, file);
  if (within.startsWith('..') || isAbsolute(within)) {
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
