import { failure, type Result, success } from '../model/result.ts';
import { decodeProfile } from '../profile/decode-profile.ts';
import type { Profile } from '../profile/profile.ts';
import { captureGc } from '../store/capture-gc.ts';
import type { NamedCapture } from './compare-captures.ts';
import type { Io } from './io.ts';
import { profileSource } from './profile-source.ts';
import { type FetchOptions, readProfileBytes } from './read-profile-bytes.ts';

/** Reads profiles one at a time, as captures to compare: files, URLs or `-` for stdin. */
export async function* readNamed(
  sources: readonly string[],
  fetch: FetchOptions,
  io: Io,
): AsyncGenerator<Result<NamedCapture>> {
  for (const source of sources) {
    const profile = await readProfile(source, fetch, io);
    yield profile.ok
      ? success({ name: source, profile: profile.value, gc: await gcOf(source, io) })
      : profile;
  }
}

/** What the address asks for; of a file what the store has written beside it. */
async function gcOf(source: string, io: Io): Promise<boolean | null> {
  const from = await profileSource(source, io, 0);
  switch (from.kind) {
    case 'url':
      // The heap alone has that mode.
      return /\/(heap|allocs)(\?|$)/.test(from.url)
        ? Number(new URL(from.url).searchParams.get('gc') ?? 0) > 0
        : null;
    case 'file':
      return captureGc(from.path);
    case 'stdin':
      return null;
  }
}

async function readProfile(source: string, fetch: FetchOptions, io: Io): Promise<Result<Profile>> {
  const bytes = await readProfileBytes(source, io, fetch);
  if (!bytes.ok) return bytes;
  const profile = decodeProfile(bytes.value);
  return profile.ok
    ? success(profile.value)
    : failure(`${source}: ${profile.reason}`, profile.cause);
}
