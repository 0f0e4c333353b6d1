import { shownUrl } from '../http/shown-url.ts';
import { failure, type Result, success } from '../model/result.ts';
import { decodeProfile } from '../profile/decode-profile.ts';
import type { Profile } from '../profile/profile.ts';
import { captureGc } from '../store/capture-gc.ts';
import type { NamedCapture } from './compare-captures.ts';
import type { Io } from './io.ts';
import { profileSource } from './profile-source.ts';
import { type FetchOptions, readProfileBytes } from './read-profile-bytes.ts';
import { isLongRead, type Step } from './with-progress.ts';

/** Reads profiles one at a time, as captures to compare: files, URLs or `-` for stdin. `step`: told which. */
export async function* readNamed(
  sources: readonly string[],
  fetch: FetchOptions,
  io: Io,
  step: Step,
): AsyncGenerator<Result<NamedCapture>> {
  for (const [i, source] of sources.entries()) {
    const share = i / sources.length;
    const which = `${await shownSource(source, io)}, ${i + 1} of ${sources.length}`;
    step(`reading ${which}`, { share });
    const profile = await readProfile(source, fetch, io, (bytes) =>
      step(`comparing ${which}`, { share, isLong: isLongRead(bytes) }),
    );
    yield profile.ok
      ? success({ name: source, profile: profile.value, gc: await gcOf(source, io) })
      : profile;
  }
}

/** A login in an address is nobody else's business. */
async function shownSource(source: string, io: Io): Promise<string> {
  const from = await profileSource(source, io, 0);
  if (from.kind === 'stdin') return 'stdin';
  return from.kind === 'url' ? shownUrl(from.url) : source;
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

async function readProfile(
  source: string,
  fetch: FetchOptions,
  io: Io,
  came: (bytes: number) => void,
): Promise<Result<Profile>> {
  const bytes = await readProfileBytes(source, io, fetch);
  if (!bytes.ok) return bytes;
  came(bytes.value.length);
  const profile = decodeProfile(bytes.value);
  return profile.ok
    ? success(profile.value)
    : failure(`${source}: ${profile.reason}`, profile.cause);
}
