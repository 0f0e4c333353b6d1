import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where test/long/install.sh keeps what it builds: outside the checkout, and for the next run too. */
const cacheFolder =
  process.env['SAWTOOTH_CACHE'] ??
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'sawtooth');

/** The path of something built, whether it is there or not. */
export function cached(name: string): string {
  return join(cacheFolder, name);
}

/** Whether it could be built. */
export async function isCached(name: string): Promise<boolean> {
  return access(cached(name)).then(
    () => true,
    () => false,
  );
}
