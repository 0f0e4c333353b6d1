import { randomUUID } from 'node:crypto';
import { open, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Result, success } from '../model/result.ts';
import { explainFileError } from './explain-file-error.ts';
import { halfWrittenSuffix } from './write-file-safely.ts';

/** Why a store keeps nothing. */
export type StoreFault = {
  /** A sentence. */
  readonly reason: string;
  /** Its book is gone, and a start would make a new one: nothing else helps. */
  readonly isLost: boolean;
};

/** A block of most file systems: that many bytes find no room on a full disk, where an empty file still may. */
const probeBytes = 4096;

/**
 * Whether the store at `path` can be written at all, by writing: permissions say nothing of a file system that an error
 * made read-only. `present` tells whether its book is still there. null: nothing is wrong.
 */
export async function lookAtStore(
  path: string,
  present: () => Result<void>,
): Promise<StoreFault | null> {
  const there = present();
  if (there.ok) {
    const tried = await tryWriting(path);
    return tried.ok ? null : { reason: tried.reason, isLost: false };
  }
  const canBeMade = await tryWriting(await nearestFolder(path));
  if (canBeMade.ok) return { reason: there.reason, isLost: true };
  return { reason: `${there.reason} But ${canBeMade.reason}`, isLost: false };
}

/** Writes a file in `folder` and takes it away again; one that is left behind is swept at a start. */
async function tryWriting(folder: string): Promise<Result<void>> {
  const path = join(folder, `.${randomUUID()}${halfWrittenSuffix}`);
  try {
    const file = await open(path, 'wx', 0o640);
    try {
      await file.writeFile(Buffer.alloc(probeBytes));
    } finally {
      await file.close();
    }
    return success(undefined);
  } catch (error) {
    return explainFileError(error, `write in ${folder}`);
  } finally {
    await unlink(path).catch(() => undefined);
  }
}

/** `path`, or of the folders above it the first that is there. */
async function nearestFolder(path: string): Promise<string> {
  const isMissing = await stat(path).then(
    () => false,
    (error) => (error as NodeJS.ErrnoException).code === 'ENOENT',
  );
  return isMissing && dirname(path) !== path ? nearestFolder(dirname(path)) : path;
}
