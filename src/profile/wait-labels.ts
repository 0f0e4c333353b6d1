import type { Profile } from './profile.ts';

/** The labels of a goroutine's row that was read from a trace: what it waits for, and for how many minutes. */
export const waitLabels = { state: 'state', least: 'least_wait', most: 'most_wait' } as const;

/** What a trace says of the goroutines of one stack. */
export type TracedWait = { readonly state: string; readonly minutes: readonly [number, number] };

/** By the number of the stack; empty for a profile that is no trace (only debug=2 tells). */
export function tracedWaits(profile: Profile, stacks: Int32Array): ReadonlyMap<number, TracedWait> {
  const { labelStarts, labelKeys, labelTexts, labelNumbers } = profile.stacks;
  const waits = new Map<number, TracedWait>();
  const keys = Object.values(waitLabels);
  for (const [row, stack] of stacks.entries()) {
    const found = new Map<string, number>();
    for (let i = labelStarts[row] as number; i < (labelStarts[row + 1] as number); i++) {
      const key = profile.strings.get(labelKeys[i] as number);
      const known = keys.find((one) => one === key);
      if (known === undefined) continue;
      found.set(known, (known === 'state' ? labelTexts[i] : labelNumbers[i]) as number);
    }
    if (found.size < keys.length) continue;
    const [least, most] = [found.get(waitLabels.least) ?? 0, found.get(waitLabels.most) ?? 0];
    const before = waits.get(stack)?.minutes ?? [least, most];
    waits.set(stack, {
      state: profile.strings.get(found.get(waitLabels.state) as number),
      minutes: [Math.min(before[0], least), Math.max(before[1], most)],
    });
  }
  return waits;
}
