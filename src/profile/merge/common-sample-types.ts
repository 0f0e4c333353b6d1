import { failure, type Result, success } from '../../model/result.ts';
import type { Profile } from '../profile.ts';
import { withValues } from '../with-values.ts';

/**
 * The same profiles with only the sample types that all of them have, in the order of the first
 * (profile/merge.go CompatibilizeSampleTypes). Fails when nothing is common.
 */
export function commonSampleTypes(profiles: readonly Profile[]): Result<readonly Profile[]> {
  const types = (profiles[0]?.sampleTypes ?? [])
    .map(({ type }) => type)
    .filter((type) => profiles.every((profile) => indexOfType(profile, type) >= 0));
  if (types.length === 0) {
    const lists = profiles.map(({ sampleTypes }) => sampleTypes.map(({ type }) => type).join(', '));
    return failure(`the profiles have no sample type in common: ${lists.join(' against ')}`);
  }
  return success(profiles.map((profile) => withTypes(profile, types)));
}

function withTypes(profile: Profile, types: readonly string[]): Profile {
  const { sampleTypes, stacks } = profile;
  const columns = types.map((type) => indexOfType(profile, type));
  if (columns.length === sampleTypes.length && columns.every((column, i) => column === i)) {
    return profile;
  }
  const values = new Float64Array(stacks.count * columns.length);
  for (let stack = 0; stack < stacks.count; stack++) {
    for (const [i, column] of columns.entries()) {
      values[stack * columns.length + i] = stacks.values[
        stack * sampleTypes.length + column
      ] as number;
    }
  }
  return {
    ...profile,
    sampleTypes: columns.flatMap((column) => sampleTypes[column] ?? []),
    defaultSampleType: types.includes(profile.defaultSampleType)
      ? profile.defaultSampleType
      : (types[0] ?? ''),
    stacks: withValues(stacks, values),
  };
}

function indexOfType({ sampleTypes }: Profile, type: string): number {
  return sampleTypes.findIndex((known) => known.type === type);
}
