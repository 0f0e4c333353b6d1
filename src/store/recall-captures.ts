import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Capture } from '../model/capture.ts';
import { capturesOfLife } from '../model/captures-of-life.ts';
import { type Result, success } from '../model/result.ts';
import { capturesFolder, dayOf, descriptionSuffix, targetFolder } from './capture-paths.ts';
import { explainFileError } from './explain-file-error.ts';
import { readDescription } from './list-captures.ts';
import type { CaptureOwner } from './store.ts';

/**
 * The captures of one life of one target in the store at `path`, oldest first. Only the target's own folders
 * are looked into: thousands of targets ask at a start.
 */
export async function recallLocal(
  path: string,
  owner: CaptureOwner,
  lifeStartAtMs: number,
): Promise<Result<readonly Capture[]>> {
  try {
    const captures: Capture[] = [];
    for (const day of daysSince(await namesIn(join(path, capturesFolder)), lifeStartAtMs)) {
      const folder = join(path, capturesFolder, day, targetFolder(owner.labels));
      const described = (await namesIn(folder)).filter((name) => name.endsWith(descriptionSuffix));
      const read = await Promise.all(
        described.map((name) => readDescription(path, join(folder, name))),
      );
      captures.push(...read.filter((capture) => capture !== null));
    }
    return success(ofLife(captures, owner, lifeStartAtMs));
  } catch (error) {
    return explainFileError(error, `look for earlier captures in ${path}`);
  }
}

/** The days, named as folders, on which a life that began then can have been captured. */
export function daysSince(names: readonly string[], lifeStartAtMs: number): readonly string[] {
  const first = dayOf(lifeStartAtMs);
  return names.filter((name) => /^\d{4}-\d\d-\d\d$/.test(name) && name >= first).sort();
}

/** Those of a target and of the life that began then, oldest first. One by hand knows of no life. */
export function ofLife(
  captures: readonly Capture[],
  owner: CaptureOwner,
  lifeStartAtMs: number,
): readonly Capture[] {
  const own = captures.filter(({ targetId, role }) => targetId === owner.id && role !== 'manual');
  return capturesOfLife(own, lifeStartAtMs).toSorted((a, b) => a.atMs - b.atMs);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
