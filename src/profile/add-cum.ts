/** Where each location's functions stand: those of location `i` in `groups` from `starts[i]` on. */
export type LocationGroups = { readonly starts: Int32Array; readonly groups: Int32Array };

/**
 * Adds a stack's value to `cum` of every group on a location, once for each stack: `seen` holds the
 * last stack that a group was met on, so that a recursion counts once, as in pprof.
 */
export function addCum(
  { starts, groups }: LocationGroups,
  location: number,
  stack: number,
  value: number,
  cum: Float64Array,
  seen: Int32Array,
): void {
  const end = starts[location + 1] as number;
  for (let slot = starts[location] as number; slot < end; slot++) {
    const group = groups[slot] as number;
    if (seen[group] === stack) continue;
    seen[group] = stack;
    cum[group] = (cum[group] as number) + value;
  }
}
