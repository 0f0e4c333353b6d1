import { selectStacks } from '../filter/select-stacks.ts';
import type { Profile } from '../profile.ts';
import { withValues } from '../with-values.ts';

/**
 * Every value times the ratio of its column, rounded as Go rounds. As in pprof (profile/profile.go
 * ScaleN) a stack stays only if a column whose ratio is not 1 is not 0 afterwards; one that is 0 in every
 * column is for the merge to leave out.
 */
export function scaleValues(profile: Profile, ratios: readonly number[]): Profile {
  if (ratios.every((ratio) => ratio === 1)) return profile;
  const { stacks } = profile;
  const width = ratios.length;
  const values = stacks.values.map((value, i) => {
    const ratio = ratios[i % width] as number;
    return ratio === 1 ? value : roundAway(value * ratio);
  });
  const scaled = { ...profile, stacks: withValues(stacks, values) };
  // Unless some columns stay as they were there is nothing that only the others could decide.
  if (!ratios.includes(1)) return scaled;
  return selectStacks(scaled, (stack) => {
    const row = values.subarray(stack * width, (stack + 1) * width);
    return row.some((value, column) => value !== 0 && ratios[column] !== 1);
  });
}

/** Go's math.Round: halves away from zero; never -0. */
function roundAway(value: number): number {
  return value < 0 ? 0 - Math.round(-value) : Math.round(value) + 0;
}
