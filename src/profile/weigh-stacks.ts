import type { Profile } from './profile.ts';

/**
 * What is counted as one (functions of one name, nodes of a graph) on each location: those of location `i`
 * are `groups[starts[i] .. starts[i + 1]]`, the innermost inlined call first.
 */
export type LocationGroups = {
  readonly count: number;
  readonly starts: Int32Array;
  readonly groups: Int32Array;
};

/** The flat and cumulative weight of each group, and the sum over all stacks. */
export type Weights = {
  readonly flat: Float64Array;
  readonly cum: Float64Array;
  readonly total: number;
};

/**
 * Flat and cum of every group for one column of values, as pprof counts them (internal/graph newGraph):
 * flat goes to the innermost call of the leaf, inlined or not; cum once to every group of a stack, however
 * often it recurs. Goes over the stacks once with nothing else in the loop: the time of a table is here.
 */
export function weighStacks(
  { stacks, sampleTypes }: Profile,
  { count, starts: slots, groups }: LocationGroups,
  column: number,
): Weights {
  const { starts, locations, values } = stacks;
  const width = sampleTypes.length;
  const flat = new Float64Array(count);
  const cum = new Float64Array(count);
  const table = { soles: soleGroups(slots, groups), slots, groups };
  const sums = { cum, seen: new Int32Array(count).fill(-1) };
  let total = 0;
  for (let stack = 0; stack < stacks.count; stack++) {
    const value = values[stack * width + column] as number;
    const from = starts[stack] as number;
    const to = starts[stack + 1] as number;
    total += value;
    if (value === 0 || from === to) continue;
    const leaf = groups[slots[locations[from] as number] as number] as number;
    flat[leaf] = (flat[leaf] as number) + value;
    addCum(locations, from, to, table, sums, stack, value);
  }
  return { flat, cum, total };
}

type Table = {
  readonly soles: Int32Array;
  readonly slots: Int32Array;
  readonly groups: Int32Array;
};

type Sums = {
  readonly cum: Float64Array;
  /** The last stack that a group was met on: a recursion counts once. */
  readonly seen: Int32Array;
};

/** Adds a value to every group of `list[from .. to]` once. The time of a table is in this loop. */
function addCum(
  list: Int32Array,
  from: number,
  to: number,
  table: Table,
  sums: Sums,
  stack: number,
  value: number,
): void {
  const { soles } = table;
  const { cum, seen } = sums;
  for (let i = from; i < to; i++) {
    const location = list[i] as number;
    const sole = soles[location] as number;
    if (sole < 0) {
      addSeveral(location, table, sums, stack, value);
    } else if (seen[sole] !== stack) {
      seen[sole] = stack;
      cum[sole] = (cum[sole] as number) + value;
    }
  }
}

function addSeveral(
  location: number,
  { slots, groups }: Table,
  { cum, seen }: Sums,
  stack: number,
  value: number,
): void {
  const end = slots[location + 1] as number;
  for (let slot = slots[location] as number; slot < end; slot++) {
    const group = groups[slot] as number;
    if (seen[group] === stack) continue;
    seen[group] = stack;
    cum[group] = (cum[group] as number) + value;
  }
}

/** The group of each location that has just one, as nearly all have; -1: several. */
function soleGroups(slots: Int32Array, groups: Int32Array): Int32Array {
  const soles = new Int32Array(Math.max(slots.length - 1, 0));
  for (let location = 0; location < soles.length; location++) {
    const from = slots[location] as number;
    soles[location] = slots[location + 1] === from + 1 ? (groups[from] as number) : -1;
  }
  return soles;
}
