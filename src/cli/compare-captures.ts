import type { Diff } from '../model/culprit.ts';
import { failure, type Result } from '../model/result.ts';
import { GrowthDiff } from '../profile/growth-diff.ts';
import type { Profile } from '../profile/profile.ts';
import { profileKind } from '../profile/profile-columns.ts';

/** A capture and what a sentence about it calls it; '' for nothing. */
export type NamedCapture = {
  readonly name: string;
  readonly profile: Profile;
  /** Whether garbage was collected for it; left out or null: nobody knows. */
  readonly gc?: boolean | null;
};

/**
 * What captures of one process say together, oldest first. They are taken one by one: a hundred that
 * are read on the way take the memory of one. Fails with the first that fails, or that is of another
 * kind or, as far as that is known, of another gc mode.
 */
export async function compareCaptures(
  captures: AsyncIterable<Result<NamedCapture>> | Iterable<Result<NamedCapture>>,
): Promise<Result<Diff>> {
  let growth: GrowthDiff | null = null;
  let mode: boolean | null = null;
  for await (const capture of captures) {
    if (!capture.ok) return capture;
    const { name, profile, gc = null } = capture.value;
    growth ??= new GrowthDiff(profileKind(profile) ?? 'heap');
    const added = growth.addProfile(profile, profile.atMs);
    if (!added.ok) return failure(of(name, added.reason), added.cause);
    // Of two kinds that is the fault, whatever their modes are.
    if (gc !== null && mode !== null && gc !== mode) return failure(of(name, mixed(gc)));
    mode ??= gc;
  }
  return growth === null ? failure('no profile was given') : growth.diff();
}

function of(name: string, reason: string): string {
  return name === '' ? reason : `${name}: ${reason}`;
}

/** Without a collection garbage counts as alive, and more or less of it is no growth. */
function mixed(gc: boolean): string {
  const [now, before] = gc ? ['after', 'without'] : ['without', 'after'];
  return `it was taken ${now} a forced collection (gc=1), those before it ${before} one: compare captures of one mode`;
}
