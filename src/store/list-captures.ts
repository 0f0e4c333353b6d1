import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Capture, CaptureRole, ProfileKind } from '../model/capture.ts';
import { type Result, success } from '../model/result.ts';
import { capturesFolder, descriptionSuffix } from './capture-paths.ts';
import { explainFileError } from './explain-file-error.ts';
import { hasShape } from './has-shape.ts';
import type { CaptureFilter } from './store.ts';

const description = {
  id: 'string',
  targetId: 'string',
  kind: 'string',
  role: 'string',
  atMs: 'number',
  lifeStartAtMs: 'number',
  gc: 'boolean',
  path: 'string',
  bytes: 'number',
  tookMs: 'number',
} as const;
const kinds: readonly string[] = ['heap', 'goroutine', 'goroutineleak'] satisfies ProfileKind[];
const roles: readonly string[] = [
  'baseline',
  'suspicion',
  'incident',
  'recorder',
  'manual',
] satisfies CaptureRole[];

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

async function readDescription(path: string, file: string): Promise<Capture | null> {
  try {
    const parsed: Capture & { url?: unknown } = JSON.parse(await readFile(file, 'utf8'));
    if (!hasShape(parsed, description)) return null;
    const { url: _, ...capture } = parsed;
    if (!kinds.includes(capture.kind) || !roles.includes(capture.role)) return null;
    // The folder may have been moved since: the file stands beside its description.
    return { ...capture, path: join(path, capture.path) };
  } catch {
    return null;
  }
}

function matches(capture: Capture, filter: CaptureFilter): boolean {
  const wanted = Object.entries(filter) as [keyof CaptureFilter, unknown][];
  return wanted.every(([field, value]) => value === undefined || capture[field] === value);
}
