import type { Profile } from './profile.ts';

/** The labels of a goroutine's row that was read from a trace: what it waits for, and for how many minutes. */
export const waitLabels = { state: 'state', least: 'least_wait', most: 'most_wait' } as const;

/** What a trace says of the goroutines of one stack. */
export type TracedWait = { readonly state: string; readonly minutes: readonly [number, number] };

/** Whether a profile was read from a trace, which alone tells where goroutines were started. */
export function isTrace(profile: Profile): boolean {
  return profile.stacks.count > 0 && waitOf(profile, 0) !== null;
}

/** By the number of the stack; empty for a profile that is no trace (only debug=2 tells). */
export function tracedWaits(profile: Profile, stacks: Int32Array): ReadonlyMap<number, TracedWait> {
  const waits = new Map<number, TracedWait>();
  for (const [row, stack] of stacks.entries()) {
    const wait = waitOf(profile, row);
    if (wait === null) continue;
    const [least, most] = waits.get(stack)?.minutes ?? wait.minutes;
    const minutes = [Math.min(least, wait.minutes[0]), Math.max(most, wait.minutes[1])] as const;
    waits.set(stack, { state: wait.state, minutes });
  }
  return waits;
}

function waitOf({ stacks, strings }: Profile, row: number): TracedWait | null {
  let state: string | null = null;
  // A program may label its goroutines with a state of its own.
  let least: number | null = null;
  let most = 0;
  for (
    let i = stacks.labelStarts[row] as number;
    i < (stacks.labelStarts[row + 1] as number);
    i++
  ) {
    const key = strings.get(stacks.labelKeys[i] as number);
    if (key === waitLabels.state) state = strings.get(stacks.labelTexts[i] as number);
    if (key === waitLabels.least) least = stacks.labelNumbers[i] as number;
    if (key === waitLabels.most) most = stacks.labelNumbers[i] as number;
  }
  return state === null || least === null ? null : { state, minutes: [least, most] };
}
