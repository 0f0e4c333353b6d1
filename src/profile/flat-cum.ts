import { type NameGroups, nameGroups } from './name-groups.ts';
import type { Profile } from './profile.ts';
import { type LocationGroups, type Weights, weighStacks } from './weigh-stacks.ts';

/** Flat and cumulative weight of each group of functions. */
export type FlatCum = Weights & { readonly groups: NameGroups };

/** Flat and cum by function: functions of one name are counted as one. */
export function flatCum(profile: Profile, sampleTypeIndex: number): FlatCum {
  const groups = nameGroups(profile);
  return { groups, ...weighStacks(profile, groupsOfLocations(profile, groups), sampleTypeIndex) };
}

/** The groups on each location, one at least: code without symbols goes by its mapping. */
function groupsOfLocations({ locations, mappings }: Profile, groups: NameGroups): LocationGroups {
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
  return { count: groups.count, starts, groups: list };
}
