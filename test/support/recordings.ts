import { readdirSync, readFileSync } from 'node:fs';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import type { CaptureBytes } from '../../src/profile/diff-captures.ts';
import type { LeakCase } from './leak-cases.ts';

const recordings = new URL('../data/profiles/', import.meta.url);

/** What the names of a case's recordings begin with, in the folder of its program. */
export function recordingStem({ in: kind, unforced }: LeakCase): string {
  return unforced === true ? `${kind}-unforced` : kind;
}

/** The recorded captures of a case as they came from the program, oldest first. */
export function recorded(one: LeakCase): readonly CaptureBytes[] {
  const folder = new URL(`${one.case}/`, recordings);
  const files = readdirSync(folder).filter((file) => file.startsWith(`${recordingStem(one)}.`));
  return files.sort().map((file) => {
    const bytes = readFileSync(new URL(file, folder));
    const profile = decodeProfile(bytes);
    return { bytes, atMs: profile.ok ? (profile.value.atMs ?? 0) : 0 };
  });
}
