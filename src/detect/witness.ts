import type { Instance } from './instance.ts';
import { judged } from './series.ts';
import type { Track } from './track.ts';

/** The series of an instance that tells best what is retained; null before its first sample. */
export function witnessOf(
  instance: Instance,
): { readonly name: (typeof judged)[number]; readonly track: Track } | null {
  for (const name of judged) {
    const track = instance.tracks[name];
    if (track !== undefined) return { name, track };
  }
  return null;
}
