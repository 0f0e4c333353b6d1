import type { Capture } from '../model/capture.ts';
import type { Neighbours } from '../model/neighbours.ts';
import { failure, type Result, success } from '../model/result.ts';
import { decodeProfile } from '../profile/decode-profile.ts';
import { neighboursOf } from '../profile/neighbours-of.ts';
import { defaultSampleType, findSampleType } from '../profile/sample-type.ts';
import { differenceStored } from './difference-stored.ts';

/** Who calls a function and whom it calls in the last of these stored captures less the first. */
export async function neighboursStored(
  storePath: string,
  captures: readonly Capture[],
  name: string,
): Promise<Result<Neighbours>> {
  const difference = await differenceStored(storePath, captures);
  return difference.ok ? neighboursIn(difference.value, name) : difference;
}

/** The same in a profile's bytes, of what its diff counts: what is held in a heap, else what it shows by itself. */
export function neighboursIn(bytes: Uint8Array, name: string): Result<Neighbours> {
  const profile = decodeProfile(bytes);
  if (!profile.ok) return profile;
  const held = findSampleType(profile.value, ['inuse_space', 'space']);
  const column = held >= 0 ? held : defaultSampleType(profile.value);
  const found = neighboursOf(profile.value, column, name);
  return found === null
    ? failure(`${name} is on no stack of the newest capture less the first`)
    : success(found);
}
