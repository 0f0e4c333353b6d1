import type { Profile } from './profile.ts';

/**
 * The index of the sample type that pprof shows when none is asked for: the profile's own choice, else
 * the last one (google/pprof profile/index.go).
 */
export function defaultSampleType(profile: Profile): number {
  const chosen = profile.sampleTypes.findIndex(({ type }) => type === profile.defaultSampleType);
  return chosen >= 0 ? chosen : profile.sampleTypes.length - 1;
}

/** The index of the first of `names` that is a sample type of the profile, or -1. */
export function findSampleType(profile: Profile, names: readonly string[]): number {
  for (const name of names) {
    const index = profile.sampleTypes.findIndex(({ type }) => type === name);
    if (index >= 0) return index;
  }
  return -1;
}
