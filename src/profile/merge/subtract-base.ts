import { failure, type Result } from '../../model/result.ts';
import type { Profile } from '../profile.ts';
import { combineProfiles } from './combine-profiles.ts';
import { scaleValues } from './scale-values.ts';

/** How a base is taken off: `mark` its stacks for percentages of the base, scale to its total first. */
export type BaseOptions = { readonly mark: boolean; readonly normalize: boolean };

/** The label that pprof puts on stacks of a `-diff_base`. */
export const baseLabel = 'pprof::base';

/**
 * source − base as one profile, as `pprof -base` and `-diff_base` make it (internal/driver/fetch.go):
 * the base is negated and merged. Stacks cancel only at equal addresses of equal builds.
 */
export function subtractBase(
  source: Profile,
  base: Profile,
  { mark, normalize }: BaseOptions,
): Result<Profile> {
  if (normalize && source.sampleTypes.length !== base.sampleTypes.length) {
    return failure('-normalize needs profiles with the same sample types');
  }
  const marked = mark ? withBaseLabel(base) : base;
  const scaled = normalize ? scaleValues(source, ratiosTo(source, base)) : source;
  const negated = scaleValues(
    marked,
    marked.sampleTypes.map(() => -1),
  );
  return combineProfiles([scaled, negated]);
}

/** What each column of `source` must be multiplied with to have the sum of the base's. */
function ratiosTo(source: Profile, base: Profile): readonly number[] {
  const [sums, baseSums] = [sumsOf(source), sumsOf(base)];
  return sums.map((sum, column) => (sum === 0 ? 0 : (baseSums[column] ?? 0) / sum));
}

function sumsOf({ stacks, sampleTypes }: Profile): number[] {
  const sums = sampleTypes.map(() => 0);
  for (let i = 0; i < stacks.values.length; i++) {
    const column = i % sums.length;
    sums[column] = (sums[column] as number) + (stacks.values[i] as number);
  }
  return sums;
}

function withBaseLabel(profile: Profile): Profile {
  const { stacks, strings } = profile;
  const [key, text] = [strings.length, strings.length + 1];
  const spread = (column: Int32Array | Float64Array, added: number) => {
    const wider = new Float64Array(column.length + stacks.count);
    for (let stack = 0; stack < stacks.count; stack++) {
      const from = stacks.labelStarts[stack] as number;
      const to = stacks.labelStarts[stack + 1] as number;
      wider.set(column.subarray(from, to), from + stack);
      wider[to + stack] = added;
    }
    return wider;
  };
  return {
    ...profile,
    strings: strings.extended([baseLabel, 'true']),
    stacks: {
      ...stacks,
      labelStarts: stacks.labelStarts.map((start, stack) => start + stack),
      labelKeys: Int32Array.from(spread(stacks.labelKeys, key)),
      labelTexts: Int32Array.from(spread(stacks.labelTexts, text)),
      labelNumbers: spread(stacks.labelNumbers, 0),
      labelUnits: Int32Array.from(spread(stacks.labelUnits, 0)),
    },
  };
}
