import { type Result, success } from '../../model/result.ts';
import type { Profile } from '../profile.ts';
import { mergeHeaders } from './merge-headers.ts';
import { MergedStacks } from './merged-stacks.ts';
import { MergedTables } from './merged-tables.ts';
import { StringPool } from './string-pool.ts';
import { usedTables } from './used-tables.ts';

/**
 * Several profiles as one, as pprof merges them (profile/merge.go): stacks with the same places and the
 * same labels are added, those that come to 0 in every column are left out, tables are renumbered in
 * the order of first use. Fails where the profiles count different things.
 */
export function mergeProfiles(profiles: readonly [Profile, ...Profile[]]): Result<Profile> {
  const headers = mergeHeaders(profiles);
  if (!headers.ok) return headers;
  const strings = new StringPool();
  const tables = new MergedTables(profiles[0]);
  const stacks = new MergedStacks(profiles);
  for (const profile of profiles) {
    const texts = strings.adopt(profile.strings);
    stacks.add(profile.stacks, tables.adopt(profile, texts), texts);
  }
  const used = usedTables({ ...tables.done(), strings: strings.done() });
  const kept = stacks.done(used.places, used.texts);
  return success({ ...headers.value, stacks: kept, ...used.done() });
}
