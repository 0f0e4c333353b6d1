import { resolve } from 'node:path';
import { type Result, success } from '../model/result.ts';
import { explainFileError } from './explain-file-error.ts';
import { listCaptures } from './list-captures.ts';
import { makeFolder } from './make-folder.ts';
import { putCapture } from './put-capture.ts';
import { readCapture } from './read-capture.ts';
import { recallLocal } from './recall-captures.ts';
import { removeCapture } from './remove-capture.ts';
import type { CaptureStore } from './store.ts';
import { sweepHalfWritten } from './sweep-half-written.ts';

/**
 * Opens the captures of the store at `path`, making the folder where there is none, and removes what a killed process
 * left half written. Needs no claim: captures are only added. Fails when the folder cannot be made.
 */
export async function openCaptures(options: {
  readonly path: string;
  readonly nowMs: number;
}): Promise<Result<CaptureStore>> {
  const path = resolve(options.path);
  try {
    await makeFolder(path);
    await sweepHalfWritten(path, options.nowMs);
  } catch (error) {
    return explainFileError(error, `open the store ${path}`);
  }
  return success({
    path,
    putCapture: (owner, profile, about) => putCapture(path, owner, profile, about),
    readCapture: (capture) => readCapture(path, capture),
    listCaptures: (filter) => listCaptures(path, filter),
    recallCaptures: (owner, lifeStartAtMs) => recallLocal(path, owner, lifeStartAtMs),
    restoreCaptures: async () => success(undefined),
    removeCapture,
  });
}
