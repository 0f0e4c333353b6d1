import { gunzipSync } from 'node:zlib';
import { Profile as PprofProfile } from 'pprof-format';
import { expect, test } from 'vitest';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import { encodeProfile } from '../../src/profile/encode-profile.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { subtractProfiles } from '../../src/profile/subtract-profiles.ts';
import { topTable } from '../../src/profile/top-table.ts';
import { goroutineBytes, heapBytes } from '../support/profile-text.ts';

const base = `
  3   10  4096  repo.grow repo/repo.go:30 ~ repo.Save repo/repo.go:11 < main.main main.go:5
  2   2   100   main.init main.go:1
  5   5   64    main.gone main.go:8
`;
const current = `
  9   30  4096  repo.grow repo/repo.go:30 ~ repo.Save repo/repo.go:11 < main.main main.go:5
  2   2   100   main.init main.go:1
  1   5   64    main.gone main.go:8
`;

function decoded(bytes: Uint8Array): Profile {
  const profile = decodeProfile(bytes);
  if (!profile.ok) throw new Error(profile.reason);
  return profile.value;
}

/** Everything but the buffers, with the strings written out. */
function plain(profile: Profile) {
  const { strings, stacks, functions, ...rest } = profile;
  return {
    ...rest,
    stacks: { ...stacks, labelKeys: [...stacks.labelKeys].map((key) => strings.get(key)) },
    names: [...functions.names].map((name) => strings.get(name)),
  };
}

test.each([heapBytes(current), goroutineBytes('7 runtime.gopark < main.main main.go:5')])(
  'what was written reads the same',
  (bytes) => {
    const profile = decoded(bytes);
    expect(plain(decoded(encodeProfile(profile)))).toEqual(plain(profile));
  },
);

test('another decoder reads it: numbers, negative ones too, and labels', () => {
  const difference = subtractProfiles(decoded(heapBytes(current)), decoded(heapBytes(base)));
  if (!difference.ok) throw new Error(difference.reason);
  const read = PprofProfile.decode(gunzipSync(encodeProfile(difference.value)));
  expect(read.sample.map(({ value }) => value.map(signed))).toEqual([
    [-20, -20 * 4096, -6, -6 * 4096],
    [0, 0, 4, 4 * 64],
  ]);
  expect(read.sample[0]?.label.map(({ num }) => Number(num))).toEqual([4096]);
  expect(read.stringTable.strings[0]).toBe('');
});

test('a difference has what changed and nothing else', () => {
  const difference = subtractProfiles(
    decoded(heapBytes(base, { atMs: 1 })),
    decoded(heapBytes(current, { atMs: 9 })),
  );
  if (!difference.ok) throw new Error(difference.reason);
  expect(difference.value.atMs).toBe(9);
  expect(topTable(difference.value, 3)).toEqual([
    { function: 'repo.grow', flat: 6 * 4096, cum: 6 * 4096 },
    { function: 'main.gone', flat: -4 * 64, cum: -4 * 64 },
    { function: 'main.main', flat: 0, cum: 6 * 4096 },
    { function: 'repo.Save', flat: 0, cum: 6 * 4096 },
  ]);
});

test('profiles that count different things have no difference', () => {
  const refused = subtractProfiles(
    decoded(goroutineBytes('1 main.main')),
    decoded(heapBytes(base)),
  );
  expect(refused.ok ? '' : refused.reason).toContain('the base counts goroutine');
});

/** pprof-format leaves the sign of an int64 to its caller. */
function signed(value: number | bigint): number {
  return Number(BigInt.asIntN(64, BigInt(value)));
}

test('a mapping without an end is written with the largest of all addresses', () => {
  const profile = decoded(heapBytes(base));
  const [mapping] = profile.mappings;
  if (mapping === undefined) throw new Error('no mapping was drawn');
  // 2^64 - 1 is no double and is read as 2^64.
  const written = encodeProfile({ ...profile, mappings: [{ ...mapping, limit: 2 ** 64 }] });
  expect(PprofProfile.decode(gunzipSync(written)).mapping[0]?.memoryLimit).toBe(2n ** 64n - 1n);
});

test('numbers beyond 2^53 are written as they were read', () => {
  const huge = 2n ** 63n - 1n;
  const bytes = heapBytes(base);
  const made = PprofProfile.decode(gunzipSync(bytes));
  for (const sample of made.sample) sample.value = [huge, -huge, 2n ** 53n + 1n, 3];
  const profile = decoded(made.encode());
  const read = PprofProfile.decode(gunzipSync(encodeProfile(profile)));
  expect(read.sample[0]?.value.map((value) => BigInt.asIntN(64, BigInt(value)))).toEqual([
    huge,
    -huge,
    2n ** 53n + 1n,
    3n,
  ]);
  expect(profile.roundedValues).toBe(9);
});
