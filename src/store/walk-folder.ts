import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** One file of a folder, at any depth. `path` is whole. */
export type WalkedFile = {
  readonly path: string;
  readonly bytes: number;
  readonly writtenAtMs: number;
};

/** How many files are asked for their size at once. */
const batch = 32;

/**
 * The plain files under `root` with their sizes; a link is none. None where there is no such folder;
 * what vanishes meanwhile is left out, and so is the rest once the signal is aborted. Throws what else the
 * file system says.
 */
export async function filesUnder(
  root: string,
  signal: AbortSignal,
): Promise<readonly WalkedFile[]> {
  const paths = (await entriesUnder(root))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const walked: WalkedFile[] = [];
  for (let from = 0; from < paths.length && !signal.aborted; from += batch) {
    const part = await Promise.all(paths.slice(from, from + batch).map(measured));
    walked.push(...part.filter((file) => file !== null));
  }
  return walked;
}

/** The folders under `root`, relative to it, with `/` between the parts; none where it cannot be read. */
export async function foldersUnder(root: string): Promise<readonly string[]> {
  const entries = await entriesUnder(root).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)).replaceAll(sep, '/'));
}

async function entriesUnder(root: string) {
  try {
    return await readdir(root, { recursive: true, withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function measured(path: string): Promise<WalkedFile | null> {
  return stat(path).then(
    ({ size, mtimeMs }) => ({ path, bytes: size, writtenAtMs: mtimeMs }),
    () => null,
  );
}
