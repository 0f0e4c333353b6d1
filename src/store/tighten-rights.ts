import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What others may do with a file, and what its group may do beside reading. */
const looseBits = 0o027;

/** What a store is made of: the folder itself may be anybody's and hold other things. */
const ours = ['captures', 'incidents'] as const;
const files = ['sawtooth.db', 'sawtooth.db-wal', 'sawtooth.db-shm', 'holder.lock', 'holder.json'];

/**
 * Takes from others what an older sawtooth let them read of the store at `path`: its files become as those that are
 * made now (0640, folders 0750). Only what belongs to this user is touched, and no link is followed. A folder comes after
 * what is in it, so that one that is tight has nothing loose inside and is not walked again at the next start. What
 * cannot be changed stays as it is.
 */
export async function tightenRights(path: string): Promise<void> {
  const user = process.getuid?.();
  if (user === undefined) return;
  for (const name of files) await tighten(join(path, name), user);
  for (const name of ours) await tighten(join(path, name), user);
}

async function tighten(path: string, user: number): Promise<void> {
  try {
    const found = await lstat(path);
    const isLoose = (found.mode & looseBits) !== 0 && !found.isSymbolicLink();
    if (!isLoose || found.uid !== user) return;
    if (found.isDirectory()) {
      for (const name of await readdir(path)) await tighten(join(path, name), user);
    }
    await chmod(path, found.mode & 0o7777 & ~looseBits);
  } catch {}
}
