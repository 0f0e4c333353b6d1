import { type Result, success } from '../../model/result.ts';
import { pruneUninteresting } from '../filter/prune.ts';
import type { Mapping, Profile } from '../profile.ts';
import { combineProfiles } from './combine-profiles.ts';
import { subtractBase } from './subtract-base.ts';

type OneOrMore = readonly [Profile, ...Profile[]];

/** How sources and bases become one profile, by the names of pprof's flags. */
export type AssembleOptions = {
  /** Null: nothing is taken off. */
  readonly bases: OneOrMore | null;
  /** Percentages are of the base (`-diff_base`). */
  readonly markBase: boolean;
  readonly normalize: boolean;
  /** Keeps the frames that the profile calls uninteresting. */
  readonly allFrames: boolean;
  /** A line to add to the comments; '' for none. */
  readonly comment: string;
};

/**
 * The one profile that a report is made of (internal/driver/fetch.go fetchProfiles): sources merged,
 * less the merged bases, without uninteresting frames. Fails where they count different things.
 */
export function assembleProfile(sources: OneOrMore, options: AssembleOptions): Result<Profile> {
  const whole = combineProfiles(mapAll(sources));
  if (!whole.ok) return whole;
  const difference = takeOff(whole.value, options);
  if (!difference.ok) return difference;
  const pruned = options.allFrames
    ? success({ ...difference.value, dropFrames: '', keepFrames: '' })
    : pruneUninteresting(difference.value);
  // An expression of the profile's own that is broken cuts nothing off, as in pprof.
  const { mappings, ...rest } = pruned.ok ? pruned.value : difference.value;
  const profile = { ...rest, mappings: mappings.map(withoutAddress) };
  if (options.comment === '') return success(profile);
  return success({ ...profile, comments: [...profile.comments, options.comment] });
}

/** A file of a mapping that is a URL is no file (internal/driver/fetch.go unsourceMappings). */
function withoutAddress(mapping: Mapping): Mapping {
  const isAddress = mapping.buildId === '' && /^[a-z][a-z\d+.-]*:/i.test(mapping.file);
  return isAddress ? { ...mapping, file: '' } : mapping;
}

function takeOff(profile: Profile, options: AssembleOptions): Result<Profile> {
  if (options.bases === null) return success(profile);
  const base = combineProfiles(mapAll(options.bases));
  if (!base.ok) return base;
  const { markBase, normalize } = options;
  return subtractBase(profile, base.value, { mark: markBase, normalize });
}

function mapAll([first, ...others]: OneOrMore): OneOrMore {
  return [withMapping(first), ...others.map(withMapping)];
}

/** A profile without any mapping gets an empty one, as pprof gives it one (locateBinaries). */
function withMapping(profile: Profile): Profile {
  if (profile.mappings.length > 0) return profile;
  const { locations } = profile;
  return {
    ...profile,
    mappings: [{ start: 0, limit: 0, offset: 0, file: '', buildId: '', resolved: 0 }],
    locations: { ...locations, mappings: new Int32Array(locations.count) },
  };
}
