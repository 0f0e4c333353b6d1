import type { Diff } from '../model/culprit.ts';
import { failure, type Result } from '../model/result.ts';
import { GrowthDiff } from '../profile/growth-diff.ts';
import type { Profile } from '../profile/profile.ts';
import { profileKind } from '../profile/profile-columns.ts';

/** A capture and what a sentence about it calls it; '' for nothing. */
export type NamedCapture = { readonly name: string; readonly profile: Profile };

/**
 * What captures of one process say together, oldest first. They are taken one by one: a hundred that
 * are read on the way take the memory of one. Fails with the first that fails, or that is of another
 * kind.
 */
export async function compareCaptures(
  captures: AsyncIterable<Result<NamedCapture>> | Iterable<Result<NamedCapture>>,
): Promise<Result<Diff>> {
  let growth: GrowthDiff | null = null;
  for await (const capture of captures) {
    if (!capture.ok) return capture;
    const { name, profile } = capture.value;
    growth ??= new GrowthDiff(profileKind(profile) ?? 'heap');
    const added = growth.addProfile(profile, profile.atMs);
    if (!added.ok) return failure(`${name === '' ? '' : `${name}: `}${added.reason}`, added.cause);
  }
  return growth === null ? failure('no profile was given') : growth.diff();
}
