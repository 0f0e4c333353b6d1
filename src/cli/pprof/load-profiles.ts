import { shownUrl } from '../../http/shown-url.ts';
import { failure, type Result, success } from '../../model/result.ts';
import { decodeUnzipped } from '../../profile/decode-unzipped.ts';
import type { Profile } from '../../profile/profile.ts';
import { goDuration } from '../../profile/report/go-duration.ts';
import { unzip, unzipBeside } from '../../profile/unzip.ts';
import { printable } from '../../render/printable.ts';
import { compileQuickly } from '../compile-quickly.ts';
import type { Io } from '../io.ts';
import { profileSource } from '../profile-source.ts';
import { type FetchOptions, readSource } from '../read-profile-bytes.ts';
import { isBinary } from './is-binary.ts';
import { withMainFile } from './with-main-file.ts';

/** What is loaded, and how. */
export type LoadOptions = FetchOptions & {
  readonly sources: readonly string[];
  readonly bases: readonly string[];
  /** `none`: names come from the profile alone and not from the comments of a text. */
  readonly symbolize: string;
  /** For a profile whose first file has none; '' for none. */
  readonly buildId: string;
  /** The process ends with one report. */
  readonly isOnce: boolean;
};

type OneOrMore = readonly [Profile, ...Profile[]];

/** The profiles of a call; `bases` is null where none is asked for. */
export type LoadedProfiles = { readonly sources: OneOrMore; readonly bases: OneOrMore | null };

/** From so many bytes on it is worth a moment to think of how they are read. */
const largeBytes = 200_000;

/** So many are read at a time, as in pprof (internal/driver/fetch.go chunkedGrab). */
const atATime = 128;

/**
 * Reads every source and every base, several at a time. Those that cannot be read are told on stderr
 * and left out, as in pprof; without any source, or any of the bases, the answer is a failure. What
 * came over the network is stored as it came. A program before the sources names the file that they
 * are of.
 */
export async function loadAll(options: LoadOptions, io: Io): Promise<Result<LoadedProfiles>> {
  const [first = '', ...others] = options.sources;
  const hasBinary = others.length > 0 && (await isBinary(first, io));
  const named = { ...options, mainFile: hasBinary ? first : '' };
  const [sources, bases] = await Promise.all([
    loadProfiles(hasBinary ? others : options.sources, 'source', named, io),
    options.bases.length === 0 ? null : loadProfiles(options.bases, 'base', named, io),
  ]);
  if (!sources.ok) return sources;
  if (bases !== null && !bases.ok) return bases;
  return success({ sources: sources.value, bases: bases?.value ?? null });
}

type NamedOptions = LoadOptions & { readonly mainFile: string };

async function loadProfiles(
  sources: readonly string[],
  kind: 'source' | 'base',
  options: NamedOptions,
  io: Io,
): Promise<Result<OneOrMore>> {
  const profiles: Profile[] = [];
  for (let start = 0; start < sources.length; start += atATime) {
    const some = sources.slice(start, start + atATime);
    const loaded = await Promise.all(some.map((source) => loadProfile(source, options, io)));
    for (const profile of loaded) {
      if (profile.ok) profiles.push(profile.value);
      else io.stderr.write(`${printable(profile.reason)}\n`);
    }
  }
  const [first, ...others] = profiles;
  if (first === undefined) return failure(`failed to fetch any ${kind} profiles`);
  if (profiles.length < sources.length) {
    io.stderr.write(`Fetched ${profiles.length} ${kind} profiles out of ${sources.length}\n`);
  }
  return success([first, ...others]);
}

async function loadProfile(
  written: string,
  options: NamedOptions,
  io: Io,
): Promise<Result<Profile>> {
  const source = await profileSource(written, io, options.seconds);
  if (source.kind === 'url') {
    io.stderr.write(`Fetching profile over HTTP from ${shownUrl(source.url)}\n`);
    if (options.seconds > 0) {
      io.stderr.write(`Please wait... (${goDuration(options.seconds * 1e9)})\n`);
    }
  }
  const bytes = await readSource(written, source, io, options);
  if (!bytes.ok) return bytes;
  if (source.kind === 'url') await save(bytes.value, io);
  const profile = await decode(bytes.value, options);
  if (profile.ok) return success(withMainFile(profile.value, options.mainFile, options.buildId));
  const shown = source.kind === 'url' ? shownUrl(source.url) : written;
  return failure(`${shown}: ${profile.reason}`, profile.cause);
}

/** Large ones are unpacked beside each other, and beside the decoding of the first that is ready. */
async function decode(bytes: Uint8Array, options: NamedOptions): Promise<Result<Profile>> {
  const isLarge = bytes.length >= largeBytes;
  if (isLarge && options.isOnce) compileQuickly();
  const raw = isLarge ? await unzipBeside(bytes) : unzip(bytes);
  return raw.ok
    ? decodeUnzipped(raw.value, options.symbolize === 'none' ? 'none' : 'written')
    : raw;
}

async function save(bytes: Uint8Array, io: Io): Promise<void> {
  const { saveFetched } = await import('./save-fetched.ts');
  const saved = await saveFetched(bytes, io);
  io.stderr.write(
    saved.ok ? `Saved profile in ${saved.value}\n` : `Could not save profile: ${saved.reason}\n`,
  );
}
