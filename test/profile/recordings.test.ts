import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import { diffOfCase, expectTruth, type LeakCase, leakCases } from '../support/leak-cases.ts';

const recordings = new URL('../data/profiles/', import.meta.url);

/** The captures of a case as they came from the program, oldest first. */
function recorded({ case: name, in: kind }: LeakCase) {
  const folder = new URL(`${name}/`, recordings);
  const files = readdirSync(folder).filter((file) => file.startsWith(`${kind}.`));
  return files.sort().map((file) => {
    const bytes = readFileSync(new URL(file, folder));
    const profile = decodeProfile(bytes);
    return { bytes, atMs: profile.ok ? (profile.value.atMs ?? 0) : 0 };
  });
}

test.each(leakCases.map((one) => [one.case, one.in, one] as const))(
  'captures of a real program: %s (%s)',
  (_name, _kind, one) => {
    const captures = recorded(one);
    expect(captures.length).toBeGreaterThanOrEqual(3);
    const diff = diffOfCase(one, captures);
    expectTruth(one, diff);
    const holder = one.retainer ?? one.culprit;
    const retainers = diff.culprits[0]?.retainers.map((retainer) => retainer.function);
    if (holder !== one.culprit) expect(retainers).toEqual([holder]);
  },
);
