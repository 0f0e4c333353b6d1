import { failure, type Result } from '../../model/result.ts';
import type { Profile } from '../profile.ts';
import { parseCountText } from './parse-count-text.ts';
import { parseGoroutineStacks } from './parse-goroutine-stacks.ts';
import { parseHeapText } from './parse-heap-text.ts';
import { parseHeapprofile } from './parse-heapprofile.ts';
import { parseJemallocText } from './parse-jemalloc-text.ts';

/** In pprof's order (profile/profile.go parseLegacy), then what pprof does not read. */
const parsers = [
  parseHeapText,
  parseCountText,
  parseGoroutineStacks,
  parseJemallocText,
  parseHeapprofile,
];

/** A character is two bytes in memory, and its line a string: more than this text is not read. */
const maxTextBytes = 128 * 2 ** 20;

/**
 * Reads a profile that is text: Go's with debug=1 and debug=2, gperftools' and jemalloc's heap, V8's
 * `.heapprofile`. `names: 'none'` passes over what stands in `#` lines, as pprof does: the names of
 * Go's addresses. A failure says in which line what was expected; null: it is none of these.
 */
export function decodeText(
  bytes: Uint8Array,
  names: 'written' | 'none' = 'written',
): Result<Profile> | null {
  if (!/^[\s\x20-\x7e]{8}/.test(String.fromCharCode(...bytes.subarray(0, 8)))) return null;
  if (bytes.length > maxTextBytes) {
    return failure(
      `a text of ${bytes.length} bytes is too large for a profile: ask for the binary form`,
    );
  }
  const whole = new TextDecoder('utf-8').decode(bytes);
  const text = names === 'written' ? whole : whole.replace(/^#.*$/gm, '');
  for (const parse of parsers) {
    const profile = parse(text);
    if (profile !== null) return profile;
  }
  return null;
}
