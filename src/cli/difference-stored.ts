import type { Capture } from '../model/capture.ts';
import { failure, type Result, success } from '../model/result.ts';
import { decodeProfile } from '../profile/decode-profile.ts';
import { encodeProfile } from '../profile/encode-profile.ts';
import { subtractBase } from '../profile/merge/subtract-base.ts';
import { onlyGrowth } from '../profile/only-growth.ts';
import type { Profile } from '../profile/profile.ts';
import { readCapture } from '../store/read-capture.ts';

/**
 * The last of these stored captures less the first, as a profile in pprof's format, gzipped; `part`: all of
 * it, or what grew alone.
 */
export async function differenceStored(
  storePath: string,
  captures: readonly Capture[],
  part: 'all' | 'growth' = 'all',
): Promise<Result<Uint8Array>> {
  const [first, last] = [captures[0], captures.at(-1)];
  if (first === undefined || last === undefined || first === last) {
    return failure('a difference needs two captures');
  }
  const base = await decodeStored(storePath, first);
  if (!base.ok) return base;
  const current = await decodeStored(storePath, last);
  if (!current.ok) return current;
  const made = subtractBase(current.value, base.value, { mark: false, normalize: false });
  if (!made.ok) return made;
  return success(encodeProfile(part === 'all' ? made.value : onlyGrowth(made.value)));
}

async function decodeStored(storePath: string, capture: Capture): Promise<Result<Profile>> {
  const bytes = await readCapture(storePath, capture);
  if (!bytes.ok) return bytes;
  const decoded = decodeProfile(bytes.value);
  return decoded.ok ? decoded : failure(`${capture.path}: ${decoded.reason}`);
}
