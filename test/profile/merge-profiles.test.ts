import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import { stackLabels } from '../../src/profile/filter/stack-labels.ts';
import { mergeProfiles } from '../../src/profile/merge/merge-profiles.ts';
import { scaleValues } from '../../src/profile/merge/scale-values.ts';
import { subtractBase } from '../../src/profile/merge/subtract-base.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { heapBytes } from '../support/profile-text.ts';

/** Stacks of a few functions, so that many are equal; the order is part of what is drawn. */
const rows = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 3 }),
    fc.constantFrom(0, 8, 16, 64),
    fc.array(fc.constantFrom('a', 'b ~ c', 'c', 'd'), { minLength: 1, maxLength: 4 }),
  ),
  { maxLength: 12 },
);
const profiles = rows.map((drawn) => {
  const lines = drawn.map(([live, size, calls]) => `${live} ${live} ${size} ${calls.join(' < ')}`);
  const profile = decodeProfile(heapBytes(lines.join('\n')));
  if (!profile.ok) throw new Error(profile.reason);
  return profile.value;
});

/** What a profile says, by names and in one order: the values of each stack with its labels. */
function meaning(profile: Profile): ReadonlyMap<string, readonly number[]> {
  const { stacks, locations, functions, strings, sampleTypes } = profile;
  const sums = new Map<string, number[]>();
  for (let stack = 0; stack < stacks.count; stack++) {
    const places = [...stacks.locations.subarray(stacks.starts[stack], stacks.starts[stack + 1])];
    const names = places.map((place) =>
      [...locations.lineFunctions.subarray(...range(locations.lineStarts, place))].map((called) =>
        strings.get(functions.names[called] as number),
      ),
    );
    const { numbers } = stackLabels(profile, stack);
    const key = JSON.stringify([names, [...numbers]]);
    const sum = sums.get(key) ?? sampleTypes.map(() => 0);
    sums.set(
      key,
      sum.map(
        (value, type) => value + (stacks.values[stack * sampleTypes.length + type] as number),
      ),
    );
  }
  return new Map([...sums].filter(([, values]) => values.some((value) => value !== 0)).sort());
}

function range(starts: Int32Array, index: number): [number, number] {
  return [starts[index] as number, starts[index + 1] as number];
}

function merged(first: Profile, ...others: Profile[]): Profile {
  const result = mergeProfiles([first, ...others]);
  if (!result.ok) throw new Error(result.reason);
  return result.value;
}

/** Every table holds what is used and nothing else, and no stack is there twice or is 0. */
function expectTight(profile: Profile): void {
  const { stacks, locations, functions } = profile;
  expect(meaning(profile).size).toBe(stacks.count);
  expect(new Set(stacks.locations).size).toBe(locations.count);
  expect(new Set(locations.lineFunctions).size).toBe(functions.count);
  expect(stacks.starts.at(-1)).toBe(stacks.locations.length);
  expect(stacks.labelStarts.at(-1)).toBe(stacks.labelKeys.length);
}

test('a merge says the sum, each stack once', () => {
  fc.assert(
    fc.property(profiles, profiles, profiles, (a, b, c) => {
      const all = merged(a, b, c);
      expectTight(all);
      expect(meaning(all)).toEqual(sumOf([a, b, c]));
      expect(meaning(merged(merged(a, b), c))).toEqual(meaning(all));
      expect(meaning(merged(a, merged(b, c)))).toEqual(meaning(all));
    }),
  );
});

test('a base taken off leaves the difference, and nothing of what cancels out', () => {
  fc.assert(
    fc.property(profiles, profiles, (a, b) => {
      const before = meaning(a);
      const difference = subtractBase(a, b, { mark: false, normalize: false });
      if (!difference.ok) throw new Error(difference.reason);
      expectTight(difference.value);
      const negated = scaleValues(b, [-1, -1, -1, -1]);
      expect(meaning(difference.value)).toEqual(sumOf([a, negated]));
      // What is written over in a merge is its own.
      expect(meaning(a)).toEqual(before);
      const nothing = subtractBase(a, a, { mark: false, normalize: false });
      expect(nothing.ok && nothing.value.stacks.count).toBe(0);
      expect(nothing.ok && nothing.value.locations.count).toBe(0);
    }),
  );
});

function sumOf(parts: readonly Profile[]): ReadonlyMap<string, readonly number[]> {
  const sums = new Map<string, readonly number[]>();
  for (const part of parts) {
    for (const [key, values] of meaning(part)) {
      const before = sums.get(key) ?? values.map(() => 0);
      sums.set(
        key,
        values.map((value, type) => value + (before[type] as number)),
      );
    }
  }
  return new Map([...sums].filter(([, values]) => values.some((value) => value !== 0)).sort());
}
