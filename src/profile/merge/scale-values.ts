import { selectStacks } from '../filter/select-stacks.ts';
import type { Profile } from '../profile.ts';
import { withValues } from '../with-values.ts';

/**
 * Every value times the ratio of its column, rounded as Go rounds. As in pprof (profile/profile.go
 * ScaleN) a stack stays only if a column whose ratio is not 1 is not 0 afterwards.
 */
export function scaleValues(profile: Profile, ratios: readonly number[]): Profile {
  if (ratios.every((ratio) => ratio === 1)) return profile;
  const { stacks } = profile;
  const width = ratios.length;
  const values = stacks.values.slice();
  const kept = new Uint8Array(stacks.count);
  for (const [column, ratio] of ratios.entries()) {
    if (ratio === 1) continue;
    for (let stack = 0; stack < stacks.count; stack++) {
      const at = stack * width + column;
      const value = roundAway((values[at] as number) * ratio);
      values[at] = value;
      if (value !== 0) kept[stack] = 1;
    }
  }
  const scaled = { ...profile, stacks: withValues(stacks, values) };
  // As a rule every stack stays, and nothing has to be copied.
  if (!kept.includes(0)) return scaled;
  return selectStacks(scaled, (stack) => kept[stack] === 1);
}

/** Go's math.Round: halves away from zero; never -0. */
function roundAway(value: number): number {
  return value < 0 ? 0 - Math.round(-value) : Math.round(value);
}
