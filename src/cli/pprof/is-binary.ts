import { resolve } from 'node:path';
import type { Io } from '../io.ts';

/** How programs begin: ELF, Mach-O in both orders and for several machines, PE. */
const beginnings = ['7f454c46', 'feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', 'cafebabe', '4d5a'];

/** Whether a source is a program and no profile: `pprof PROGRAM PROFILE` names both. */
export async function isBinary(source: string, io: Io): Promise<boolean> {
  const { open } = await import('node:fs/promises');
  try {
    const file = await open(resolve(io.cwd, source));
    try {
      const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
      const start = buffer.toString('hex');
      return beginnings.some((beginning) => start.startsWith(beginning));
    } finally {
      await file.close();
    }
  } catch {
    // What cannot be opened is told when it is read as a profile.
    return false;
  }
}
