import type { Stacks } from './profile.ts';

/** The same stacks with other values; what was exact of the old ones is gone with them. */
export function withValues(stacks: Stacks, values: Float64Array): Stacks {
  const { exactValues: _, ...others } = stacks;
  return { ...others, values };
}
