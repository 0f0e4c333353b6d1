import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failure, type Result, success } from '../../model/result.ts';
import type { Io } from '../io.ts';

const mostFiles = 9999;

/**
 * Stores what was fetched as it came, in `$PPROF_TMPDIR` or the system's folder for temporary files,
 * never in the home folder and never over another file. Answers with the path.
 */
export async function saveFetched(bytes: Uint8Array, io: Pick<Io, 'env'>): Promise<Result<string>> {
  // By number: in a container the user often has no name, and to ask for it fails.
  const own = `sawtooth-pprof-${process.getuid?.() ?? 'user'}`;
  const folder = io.env['PPROF_TMPDIR'] || join(tmpdir(), own);
  const ending = bytes[0] === 0x1f && bytes[1] === 0x8b ? 'pb.gz' : 'prof';
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (let number = 1; number <= mostFiles; number++) {
      const path = join(folder, `pprof.${String(number).padStart(3, '0')}.${ending}`);
      if (await isWritten(path, bytes)) return success(path);
    }
    return failure(`${folder} holds ${mostFiles} profiles already`);
  } catch (error) {
    return failure((error as Error).message, error);
  }
}

/** False when there is such a file already. */
async function isWritten(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await writeFile(path, bytes, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
