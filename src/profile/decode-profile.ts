import type { Result } from '../model/result.ts';
import { decodeUnzipped } from './decode-unzipped.ts';
import type { Profile } from './profile.ts';
import { unzip } from './unzip.ts';

/**
 * Reads a profile in pprof's format (google/pprof proto/profile.proto), gzipped or not, packed or not,
 * and holds it to the rules of pprof's own CheckValid: as many values a stack as sample types, unique
 * ids that are not 0, no reference into the void. Two profiles in one file are refused, since their
 * ids would mix. Profiles that are text (legacy/decode-text.ts) are read too, with or without the
 * names that some of them write beside their addresses. What is no profile is answered by a sentence
 * that says what it looks like.
 */
export function decodeProfile(
  bytes: Uint8Array,
  names: 'written' | 'none' = 'written',
): Result<Profile> {
  const raw = unzip(bytes);
  return raw.ok ? decodeUnzipped(raw.value, names) : raw;
}
