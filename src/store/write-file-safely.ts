import { link, open, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from './make-folder.ts';

let written = 0;

/** The ending of a file that is still being written: `sweepHalfWritten` knows it by this. */
export const halfWrittenSuffix = '.half-written';

/**
 * Writes `bytes` so that `path` is either whole or not there, even when the power fails: a temporary
 * file in the same folder, flushed, then given its name, then the folder flushed (fsync(2) on both, as in
 * SQLite's and LevelDB's journals). With `keep` an existing file is never replaced: EEXIST is thrown.
 */
export async function writeFileSafely(
  path: string,
  bytes: Uint8Array,
  existing: 'keep' | 'replace',
): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder);
  const temporary = join(folder, `.${process.pid}-${written++}${halfWrittenSuffix}`);
  try {
    await writeFlushed(temporary, bytes);
    if (existing === 'keep') await nameUnlessTaken(temporary, path);
    else await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await flushFolder(folder);
}

/** A link fails where a rename would replace. Where links are unknown (FAT, some network file systems) the name is reserved first. */
async function nameUnlessTaken(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code)) throw error;
    await (await open(path, 'wx')).close();
    return rename(temporary, path);
  }
  // What goes wrong here leaves a name too many, which `sweepHalfWritten` takes away.
  await unlink(temporary).catch(() => {});
}

async function writeFlushed(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o640);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } catch (error) {
    // Some network file systems cannot flush a folder; the file itself is safe by then.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EINVAL' && code !== 'ENOTSUP') throw error;
  } finally {
    await folder.close();
  }
}
