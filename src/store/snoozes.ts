import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Snooze } from '../model/quiet.ts';
import { failure, type Result, success } from '../model/result.ts';
import { explainFileError } from './explain-file-error.ts';
import { writeFileSafely } from './write-file-safely.ts';

const shape = z.object({
  id: z.string(),
  workload: z.string(),
  why: z.string(),
  by: z.string(),
  sinceMs: z.number(),
  untilMs: z.number(),
});

let last: Promise<unknown> = Promise.resolve();

/** Writes `snoozes.json` in the store at `path`: these, and no others. One write after the other. */
export function putSnoozes(path: string, snoozes: readonly Snooze[]): Promise<Result<void>> {
  const write = last.then(() => putNow(join(path, 'snoozes.json'), snoozes));
  last = write;
  return write;
}

/** The snoozes that the store at `path` holds, also those that are over. */
export async function listSnoozes(path: string): Promise<Result<readonly Snooze[]>> {
  const file = join(path, 'snoozes.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return success([]);
    return explainFileError(error, `read the snoozes in ${file}`);
  }
  try {
    return success(z.array(shape).parse(JSON.parse(text)));
  } catch (error) {
    return failure(
      `${file} is not as sawtooth writes it; remove it to go on without snoozes`,
      error,
    );
  }
}

async function putNow(file: string, snoozes: readonly Snooze[]): Promise<Result<void>> {
  try {
    const text = `${JSON.stringify(snoozes, null, 2)}\n`;
    await writeFileSafely(file, Buffer.from(text), 'replace');
    return success(undefined);
  } catch (error) {
    return explainFileError(error, `store the snoozes in ${file}`);
  }
}
