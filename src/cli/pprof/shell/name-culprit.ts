import { failure, type Result, success } from '../../../model/result.ts';
import { diffText } from '../../../render/diff-text.ts';
import { compareCaptures } from '../../compare-captures.ts';
import type { LoadedProfiles } from '../load-profiles.ts';

/** What `sawtooth diff` would say of the bases and the sources of the shell. Fails without a base. */
export async function nameCulprit({ sources, bases }: LoadedProfiles): Promise<Result<string>> {
  if (bases === null) {
    return failure('culprit compares with a base: start with -base BEFORE.pb.gz AFTER.pb.gz');
  }
  const profiles = [...bases, ...sources].map((profile) => success({ name: '', profile }));
  const diff = await compareCaptures(profiles);
  return diff.ok ? success(diffText(diff.value)) : diff;
}
