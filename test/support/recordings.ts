import { readdirSync, readFileSync } from 'node:fs';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import type { CaptureBytes } from '../../src/profile/diff-captures.ts';
import type { LeakCase } from './leak-cases.ts';

const recordings = new URL('../data/profiles/', import.meta.url);

/** The recorded captures of a case as they came from the program, oldest first. */
export function recorded({ case: name, in: kind }: LeakCase): readonly CaptureBytes[] {
  const folder = new URL(`${name}/`, recordings);
  const files = readdirSync(folder).filter((file) => file.startsWith(`${kind}.`));
  return files.sort().map((file) => {
    const bytes = readFileSync(new URL(file, folder));
    const profile = decodeProfile(bytes);
    return { bytes, atMs: profile.ok ? (profile.value.atMs ?? 0) : 0 };
  });
}
