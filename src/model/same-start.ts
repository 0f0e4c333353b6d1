/** When a process began, as it was read at one time. */
export type Start = { readonly startAtMs: number; readonly startTicks?: number | undefined };

/**
 * Whether two starts that were read of one address are of the same process. In ticks since the boot they are equal or
 * not; by the clock they move by up to a second from look to look, with what it was set by, and over months by more.
 */
export function isSameStart(a: Start, b: Start, driftMs: number): boolean {
  if (a.startTicks !== undefined && b.startTicks !== undefined) {
    return a.startTicks === b.startTicks;
  }
  return Math.abs(a.startAtMs - b.startAtMs) <= driftMs;
}
