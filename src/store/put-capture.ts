import { join } from 'node:path';
import type { Capture, FetchedProfile } from '../model/capture.ts';
import { type Result, success } from '../model/result.ts';
import { capturePath, descriptionSuffix, extensionOf } from './capture-paths.ts';
import { explainFileError } from './explain-file-error.ts';
import type { CaptureAbout, CaptureOwner } from './store.ts';
import { writeFileSafely } from './write-file-safely.ts';

/** More captures of one target, kind and role in one millisecond than this are a bug elsewhere. */
const maxAttempts = 1000;

/**
 * Stores a profile as it came, then beside it a small JSON with what the file's name does not tell. A
 * process killed between the two leaves a profile that `go tool pprof` reads and no list shows.
 */
export async function putCapture(
  path: string,
  owner: CaptureOwner,
  profile: FetchedProfile,
  about: CaptureAbout,
): Promise<Result<Capture>> {
  const { kind, atMs, gc, tookMs, bytes } = profile;
  const named = { labels: owner.labels, kind, role: about.role, atMs };
  const extension = extensionOf(bytes);
  try {
    const relative = await writeUnderFreeName(path, bytes, (attempt) =>
      capturePath({ ...named, extension }, attempt),
    );
    const capture: Capture = {
      id: relative.replace(/^captures\//, ''),
      targetId: owner.id,
      kind,
      role: about.role,
      atMs,
      lifeStartAtMs: about.lifeStartAtMs,
      gc,
      path: join(path, relative),
      bytes: bytes.length,
      tookMs,
    };
    const description = JSON.stringify({ ...capture, path: relative, url: profile.url });
    await writeFileSafely(
      `${capture.path}${descriptionSuffix}`,
      Buffer.from(`${description}\n`),
      'keep',
    );
    return success(capture);
  } catch (error) {
    return explainFileError(error, `store a ${kind} profile of ${bytes.length} bytes in ${path}`);
  }
}

async function writeUnderFreeName(
  path: string,
  bytes: Uint8Array,
  nameOf: (attempt: number) => string,
): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const relative = nameOf(attempt);
    try {
      await writeFileSafely(join(path, relative), bytes, 'keep');
      return relative;
    } catch (error) {
      const taken = (error as NodeJS.ErrnoException).code === 'EEXIST';
      if (!taken || attempt >= maxAttempts) throw error;
    }
  }
}
