import type { Diff } from '../../../model/culprit.ts';
import { failure, type Result } from '../../../model/result.ts';
import { GrowthDiff } from '../../../profile/growth-diff.ts';
import type { Profile } from '../../../profile/profile.ts';
import { profileKind } from '../../../profile/profile-columns.ts';

/**
 * What `sawtooth diff` says of a base and what is compared with it. Of merged profiles nothing is said:
 * they may be of several processes.
 */
export function compareTwo(bases: readonly Profile[], sources: readonly Profile[]): Result<Diff> {
  const [base, ...otherBases] = bases;
  const [source, ...otherSources] = sources;
  if (base === undefined || source === undefined || otherBases.length + otherSources.length > 0) {
    return failure('a culprit is named between one base and one source; several were merged');
  }
  const growth = new GrowthDiff(profileKind(base) ?? 'heap');
  const before = growth.addProfile(base, base.atMs);
  if (!before.ok) return before;
  const after = growth.addProfile(source, source.atMs);
  return after.ok ? growth.diff() : after;
}
