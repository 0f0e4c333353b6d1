import type { Mapping, Profile } from '../../profile/profile.ts';

const noMapping: Mapping = { start: 0, limit: 0, offset: 0, file: '', buildId: '', resolved: 0 };

/**
 * The profile with `file` as the name of its first mapping, and `buildId` as its build id where it has
 * none; '' leaves them (internal/driver/fetch.go locateBinaries).
 */
export function withMainFile(profile: Profile, file: string, buildId: string): Profile {
  if (file === '' && buildId === '') return profile;
  const { mappings, locations } = profile;
  const [main = noMapping, ...others] = mappings;
  const named: Mapping = {
    ...main,
    file: file === '' ? main.file : file,
    buildId: main.buildId === '' ? buildId : main.buildId,
  };
  return {
    ...profile,
    mappings: [named, ...others],
    // Without any mapping all places are in the one that is made here.
    locations:
      mappings.length > 0 ? locations : { ...locations, mappings: new Int32Array(locations.count) },
  };
}
