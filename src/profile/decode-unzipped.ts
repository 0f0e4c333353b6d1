import { failure, type Result, success } from '../model/result.ts';
import { Decoder } from './decoder.ts';
import { describeFirstBytes } from './first-bytes.ts';
import { decodeText } from './legacy/decode-text.ts';
import type { Profile } from './profile.ts';
import { MalformedError } from './wire-reader.ts';

/**
 * Reads the unpacked bytes of a profile, as `decodeProfile` does those that come. `names`: whether those
 * that a text writes beside its addresses are taken.
 */
export function decodeUnzipped(raw: Uint8Array, names: 'written' | 'none'): Result<Profile> {
  if (raw.length === 0)
    return failure(`expected a profile in pprof's format, got ${describeFirstBytes(raw)}`);
  try {
    return success(new Decoder(raw, 'whole', raw.length).profile());
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    const text = decodeText(raw, names);
    if (text !== null) return text;
    return failure(
      `expected a profile in pprof's format, got ${describeFirstBytes(raw)} (as a profile it ${error.message})`,
      error,
    );
  }
}
