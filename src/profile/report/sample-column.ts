import { failure, type Result, success } from '../../model/result.ts';
import type { Profile } from '../profile.ts';
import { defaultSampleType } from '../sample-type.ts';

/**
 * The column that `-sample_index` names by number or name; '' is the profile's own choice. A name
 * counts without its `inuse_` too (profile/index.go SampleIndexByName).
 */
export function sampleColumn(profile: Profile, wanted: string): Result<number> {
  const { sampleTypes } = profile;
  if (wanted === '') return success(defaultSampleType(profile));
  if (/^[+-]?\d+$/.test(wanted)) {
    const index = Number(wanted);
    return index >= 0 && index < sampleTypes.length
      ? success(index)
      : failure(`sample_index ${wanted} is outside the range [0..${sampleTypes.length - 1}]`);
  }
  const short = wanted.startsWith('inuse_') ? wanted.slice('inuse_'.length) : wanted;
  const found = sampleTypes.findIndex(({ type }) => type === wanted || type === short);
  if (found >= 0) return success(found);
  const known = sampleTypes.map(({ type }) => type).join(' ');
  return failure(`sample_index "${wanted}" must be one of: [${known}]`);
}
