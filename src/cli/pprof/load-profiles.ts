import { failure, type Result, success } from '../../model/result.ts';
import { decodeProfile } from '../../profile/decode-profile.ts';
import type { Profile } from '../../profile/profile.ts';
import type { Io } from '../io.ts';
import { type FetchOptions, readProfileBytes } from '../read-profile-bytes.ts';
import { isUrl, saveFetched } from './save-fetched.ts';

/** `symbolize: 'none'`: names come from the profile alone and not from the comments of a text. */
export type LoadOptions = FetchOptions & { readonly symbolize: string };

/**
 * Reads every source. Those that cannot be read are told on stderr and left out, as in pprof; without
 * any the answer is a failure. `kind`: source or base, for the sentence. What came over the network is
 * stored as it came.
 */
export async function loadProfiles(
  sources: readonly string[],
  kind: 'source' | 'base',
  fetch: LoadOptions,
  io: Io,
): Promise<Result<readonly [Profile, ...Profile[]]>> {
  const profiles: Profile[] = [];
  for (const source of sources) {
    const profile = await loadProfile(source, fetch, io);
    if (profile.ok) profiles.push(profile.value);
    else io.stderr.write(`${profile.reason}\n`);
  }
  const [first, ...others] = profiles;
  if (first === undefined) return failure(`failed to fetch any ${kind} profiles`);
  if (profiles.length < sources.length) {
    io.stderr.write(`Fetched ${profiles.length} ${kind} profiles out of ${sources.length}\n`);
  }
  return success([first, ...others]);
}

async function loadProfile(source: string, fetch: LoadOptions, io: Io): Promise<Result<Profile>> {
  if (isUrl(source)) {
    io.stderr.write(`Fetching profile over HTTP from ${source}\n`);
    if (fetch.seconds > 0) io.stderr.write(`Please wait... (${fetch.seconds}s)\n`);
  }
  const bytes = await readProfileBytes(source, io, fetch);
  if (!bytes.ok) return bytes;
  if (isUrl(source)) {
    const saved = await saveFetched(bytes.value, io);
    io.stderr.write(
      saved.ok ? `Saved profile in ${saved.value}\n` : `Could not save profile: ${saved.reason}\n`,
    );
  }
  const profile = decodeProfile(bytes.value, fetch.symbolize === 'none' ? 'none' : 'written');
  return profile.ok ? profile : failure(`${source}: ${profile.reason}`, profile.cause);
}
