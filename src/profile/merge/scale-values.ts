import { selectStacks } from '../filter/select-stacks.ts';
import type { Profile } from '../profile.ts';

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
  for (let i = 0; i < values.length; i++) {
    const ratio = ratios[i % width] as number;
    if (ratio === 1) continue;
    const value = roundAway((values[i] as number) * ratio);
    values[i] = value;
    if (value !== 0) kept[Math.floor(i / width)] = 1;
  }
  const scaled = { ...profile, stacks: { ...stacks, values } };
  // As a rule every stack stays, and nothing has to be copied.
  if (!kept.includes(0)) return scaled;
  return selectStacks(scaled, (stack) => kept[stack] === 1);
}

/** Go's math.Round: halves away from zero; never -0. */
function roundAway(value: number): number {
  return value < 0 ? 0 - Math.round(-value) : Math.round(value);
}
