import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes `path` and the folders above it where they are missing. Node's own `recursive` is not used: it never
 * returns where the system refuses with ENOENT though the parent is there, as /proc does.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!missing || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await makeOne(path);
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    // What is in it is for this user and its group, as its files are.
    await mkdir(path, 0o750);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Some systems say EROFS or EACCES of a folder that is there already.
    if (code === 'ENOENT' || !(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
