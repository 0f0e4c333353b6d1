import { type Result, success } from '../../model/result.ts';
import type { Profile } from '../profile.ts';
import { commonSampleTypes } from './common-sample-types.ts';
import { commonUnits } from './common-units.ts';
import { mergeProfiles } from './merge-profiles.ts';

/**
 * Several profiles as one, whatever of their sample types and units they have in common. One alone
 * stays as it is, with all its rows.
 */
export function combineProfiles(profiles: readonly [Profile, ...Profile[]]): Result<Profile> {
  if (profiles.length === 1) return success(profiles[0]);
  const typed = commonSampleTypes(profiles);
  if (!typed.ok) return typed;
  const scaled = commonUnits(typed.value);
  if (!scaled.ok) return scaled;
  const [first = profiles[0], ...others] = scaled.value;
  return mergeProfiles([first, ...others]);
}
