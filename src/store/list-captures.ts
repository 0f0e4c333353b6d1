import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Capture } from '../model/capture.ts';
import { type Result, success } from '../model/result.ts';
import { capturesFolder, descriptionSuffix } from './capture-paths.ts';
import { parseDescription } from './description.ts';
import { explainFileError } from './explain-file-error.ts';
import type { CaptureFilter } from './store.ts';

/** How many descriptions are read at once. */
const batch = 32;

/**
 * The captures that the store at `path` holds, oldest first; torn descriptions are left out. An aborted
 * signal ends it early, with what was read by then.
 */
export async function listCaptures(
  path: string,
  filter: CaptureFilter = {},
  signal?: AbortSignal,
): Promise<Result<readonly Capture[]>> {
  const folder = join(path, capturesFolder);
  let files: string[];
  try {
    files = await readdir(folder, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return success([]);
    return explainFileError(error, `list the captures in ${folder}`);
  }
  const described = files.filter((file) => file.endsWith(descriptionSuffix));
  const captures: Capture[] = [];
  for (let from = 0; from < described.length && signal?.aborted !== true; from += batch) {
    const part = described.slice(from, from + batch);
    const read = await Promise.all(part.map((file) => readDescription(path, join(folder, file))));
    const known = read.filter((capture) => capture !== null);
    captures.push(...known.filter((capture) => matches(capture, filter)));
  }
  return success(captures.sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1)));
}

/** The capture that a description's file tells of; null: it is torn or gone. */
export async function readDescription(path: string, file: string): Promise<Capture | null> {
  return readFile(file, 'utf8').then(
    (text) => parseDescription(path, text),
    () => null,
  );
}

function matches(capture: Capture, filter: CaptureFilter): boolean {
  const wanted = Object.entries(filter) as [keyof CaptureFilter, unknown][];
  return wanted.every(([field, value]) => value === undefined || capture[field] === value);
}
