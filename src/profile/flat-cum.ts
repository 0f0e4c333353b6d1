import { addCum, type LocationGroups } from './add-cum.ts';
import { type NameGroups, nameGroups } from './name-groups.ts';
import type { Profile } from './profile.ts';

/** Flat and cumulative weight of each group of functions. */
export type FlatCum = {
  readonly groups: NameGroups;
  readonly flat: Float64Array;
  readonly cum: Float64Array;
  /** The sum over all stacks. */
  readonly total: number;
};

/**
 * Flat and cum by function as pprof counts them (internal/graph newGraph): flat goes to the innermost
 * call of the leaf, inlined or not; cum once to every function of a stack, however often it recurs.
 */
export function flatCum(profile: Profile, sampleTypeIndex: number): FlatCum {
  const groups = nameGroups(profile);
  const frames = framesOfLocations(profile, groups);
  const { count, starts, locations, values } = profile.stacks;
  const width = profile.sampleTypes.length;
  const flat = new Float64Array(groups.count);
  const cum = new Float64Array(groups.count);
  const seen = new Int32Array(groups.count).fill(-1);
  let total = 0;
  for (let stack = 0; stack < count; stack++) {
    const value = values[stack * width + sampleTypeIndex] as number;
    const from = starts[stack] as number;
    const to = starts[stack + 1] as number;
    total += value;
    if (value === 0 || from === to) continue;
    const leaf = frames.groups[frames.starts[locations[from] as number] as number] as number;
    flat[leaf] = (flat[leaf] as number) + value;
    for (let i = from; i < to; i++) {
      addCum(frames, locations[i] as number, stack, value, cum, seen);
    }
  }
  return { groups, flat, cum, total };
}

/** The groups on each location, one at least: code without symbols goes by its mapping. */
function framesOfLocations({ locations, mappings }: Profile, groups: NameGroups): LocationGroups {
  const { count, lineStarts, lineFunctions } = locations;
  const starts = new Int32Array(count + 1);
  const list = new Int32Array(count + lineFunctions.length);
  let end = 0;
  for (let location = 0; location < count; location++) {
    const from = lineStarts[location] as number;
    const to = lineStarts[location + 1] as number;
    for (let i = from; i < to; i++) {
      list[end++] = groups.ofFunction[lineFunctions[i] as number] as number;
    }
    if (from === to) {
      const mapping = locations.mappings[location] as number;
      list[end++] = groups.ofMapping[mapping < 0 ? mappings.length : mapping] as number;
    }
    starts[location + 1] = end;
  }
  return { starts, groups: list };
}
