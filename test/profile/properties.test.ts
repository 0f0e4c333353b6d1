import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Profile as PprofProfile } from 'pprof-format';
import { expect, test } from 'vitest';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import { diffCaptures } from '../../src/profile/diff-captures.ts';
import { encodeProfile } from '../../src/profile/encode-profile.ts';
import { flatCum } from '../../src/profile/flat-cum.ts';
import { assembleProfile } from '../../src/profile/merge/assemble-profile.ts';
import { combineProfiles } from '../../src/profile/merge/combine-profiles.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { printRaw } from '../../src/profile/report/print-raw.ts';
import { subtractProfiles } from '../../src/profile/subtract-profiles.ts';
import { randomOf, randomProfile } from '../support/random-profile.ts';

/** What holds for every profile, whatever is in it. Seeds shrink to small ones, not to small profiles. */
const seeds = fc.nat(2 ** 31);

function decoded(bytes: Uint8Array): Profile {
  const profile = decodeProfile(bytes);
  if (!profile.ok) throw new Error(profile.reason);
  return profile.value;
}

const drawn = (seed: number) => decoded(randomProfile(randomOf(seed)));

/** Three that count the same things. */
function three(seed: number): [Profile, Profile, Profile] {
  const first = drawn(seed);
  const found: Profile[] = [];
  for (let next = seed + 1; found.length < 2; next++) {
    const other = drawn(next);
    if (typesOf(other) === typesOf(first)) found.push(other);
  }
  return [first, found[0] as Profile, found[1] as Profile];
}

const typesOf = ({ sampleTypes, periodType }: Profile) => JSON.stringify([sampleTypes, periodType]);
const options = { bases: null, markBase: false, normalize: false, allFrames: true, comment: '' };
const noTime = { short: () => '', full: () => '' };

test('a profile less itself is empty', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const profile = drawn(seed);
      for (const markBase of [false, true]) {
        const nothing = assembleProfile([profile], { ...options, markBase, bases: [profile] });
        if (!nothing.ok) throw new Error(nothing.reason);
        const { values } = nothing.value.stacks;
        // A marked base keeps its own stacks, since their labels differ.
        if (markBase) expect(sum(values)).toBe(0);
        else expect([...values]).toEqual([]);
      }
      const difference = subtractProfiles(profile, profile);
      expect(difference.ok && difference.value.stacks.count).toBe(0);
    }),
  );
});

test('captures that are equal accuse nobody', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const bytes = randomProfile(randomOf(seed));
      const diff = diffCaptures([1, 2, 3, 4].map((at) => ({ bytes, atMs: at * 1000 })));
      // Those that are no heap are refused with a sentence.
      if (diff.ok) expect(diff.value).toMatchObject({ growth: 0, culprits: [] });
      else expect(diff.reason).toMatch(/expected|captures/);
    }),
  );
});

test('what nodes weigh themselves is what all stacks weigh', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const profile = drawn(seed);
      const { stacks, sampleTypes } = profile;
      for (const type of sampleTypes.keys()) {
        let total = 0;
        for (let i = 0; i < stacks.count; i++) {
          const isEmpty = stacks.starts[i] === stacks.starts[i + 1];
          if (!isEmpty) total += stacks.values[i * sampleTypes.length + type] as number;
        }
        expect(sum(flatCum(profile, type).flat)).toBe(total);
      }
    }),
  );
});

test('in whichever order three are merged, the sums are the same', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const [a, b, c] = three(seed);
      const leftFirst = merged(merged(a, b), c);
      const rightFirst = merged(a, merged(b, c));
      expect(weights(leftFirst)).toEqual(weights(rightFirst));
      expect(weights(merged(a, b))).toEqual(weights(merged(b, a)));
    }),
    { numRuns: 50 },
  );
});

test('what is written is read again, by us and by another decoder', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const profile = drawn(seed);
      const written = encodeProfile(profile);
      expect(printRaw(decoded(written), noTime)).toBe(printRaw(profile, noTime));
      const read = PprofProfile.decode(gunzipSync(written));
      expect(read.sample.length).toBe(profile.stacks.count);
      expect(printRaw(decoded(read.encode()), noTime)).toBe(printRaw(profile, noTime));
    }),
  );
});

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function merged(one: Profile, other: Profile): Profile {
  const both = combineProfiles([one, other]);
  if (!both.ok) throw new Error(both.reason);
  return both.value;
}

/** Every stack with its labels by what it says, and its weights. */
function weights(profile: Profile): string[] {
  const { stacks, locations, functions, strings, sampleTypes, mappings } = profile;
  const placeOf = (location: number) => {
    const {
      start = 0,
      file = '',
      buildId = '',
    } = mappings[locations.mappings[location] ?? -1] ?? {};
    const address = (locations.addresses[location] ?? 0) - start;
    const lines: string[] = [];
    const end = locations.lineStarts[location + 1] ?? 0;
    for (let line = locations.lineStarts[location] ?? 0; line < end; line++) {
      const called = locations.lineFunctions[line] ?? 0;
      const name = strings.get(functions.names[called] ?? 0);
      lines.push(
        `${name} ${strings.get(functions.files[called] ?? 0)}:${locations.lineNumbers[line]}`,
      );
    }
    return `${address} ${buildId || file} ${lines.join(' ~ ')}`;
  };
  const rows = Array.from({ length: stacks.count }, (_, i) => {
    const path = [...stacks.locations.subarray(stacks.starts[i], stacks.starts[i + 1])];
    const values = [
      ...stacks.values.subarray(i * sampleTypes.length, (i + 1) * sampleTypes.length),
    ];
    const labels: string[] = [];
    for (let at = stacks.labelStarts[i] ?? 0; at < (stacks.labelStarts[i + 1] ?? 0); at++) {
      const texts = [stacks.labelKeys, stacks.labelTexts, stacks.labelUnits].map((column) =>
        strings.get(column[at] ?? 0),
      );
      labels.push([...texts, stacks.labelNumbers[at]].join('|'));
    }
    return `${values.join(' ')} ${path.map(placeOf).join(' < ')} ${labels.sort().join(', ')}`;
  });
  return rows.sort();
}
