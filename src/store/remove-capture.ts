import { unlink } from 'node:fs/promises';
import type { Capture } from '../model/capture.ts';
import { type Result, success } from '../model/result.ts';
import { descriptionSuffix } from './capture-paths.ts';
import { explainFileError } from './explain-file-error.ts';

/** Removes a capture and its description; one that is gone already is as good as removed. */
export async function removeCapture({ path }: Capture): Promise<Result<void>> {
  try {
    // The description goes last: a process killed in between leaves what the next sweep finds again.
    await unlink(path).catch(unlessGone);
    await unlink(`${path}${descriptionSuffix}`).catch(unlessGone);
    return success(undefined);
  } catch (error) {
    return explainFileError(error, `remove ${path}`);
  }
}

/** Another process of the same store, or a person, was there first. */
export function unlessGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
