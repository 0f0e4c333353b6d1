import type { Profile } from './profile.ts';
import { withValues } from './with-values.ts';

/** A difference without what shrank: viewers of profiles as such know no negative numbers. */
export function onlyGrowth(difference: Profile): Profile {
  const values = difference.stacks.values.map((value) => Math.max(0, value));
  return { ...difference, stacks: withValues(difference.stacks, values) };
}
