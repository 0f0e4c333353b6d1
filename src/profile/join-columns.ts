import { failure, type Result, success } from '../model/result.ts';
import { mergeProfiles } from './merge/merge-profiles.ts';
import type { Profile } from './profile.ts';
import { withValues } from './with-values.ts';

/**
 * Profiles of one moment that count one thing each → one profile that counts all of them, stack by stack, as
 * Go writes them in the first place. A stack that one of them lacks counts 0 there. Fails with none, and
 * where one counts more than one thing.
 */
export function joinColumns(profiles: readonly Profile[]): Result<Profile> {
  const sampleTypes = profiles.flatMap((profile) => profile.sampleTypes);
  if (profiles.length === 0 || sampleTypes.length !== profiles.length) {
    return failure(
      `profiles that count one thing each are needed, got ${sampleTypes.map(({ type }) => type).join(', ') || 'none'}`,
    );
  }
  const periodType = profiles[0]?.periodType ?? null;
  const widened = profiles.map((profile, column): Profile => {
    const { stacks } = profile;
    const values = new Float64Array(stacks.count * sampleTypes.length);
    for (let i = 0; i < stacks.count; i++) {
      values[i * sampleTypes.length + column] = stacks.values[i] as number;
    }
    return { ...profile, sampleTypes, periodType, stacks: withValues(stacks, values) };
  });
  const [first, ...others] = widened;
  if (first === undefined) return failure('no profile was given');
  const merged = mergeProfiles([first, ...others]);
  if (!merged.ok) return merged;
  return success({ ...merged.value, defaultSampleType: sampleTypes[0]?.type ?? '' });
}
