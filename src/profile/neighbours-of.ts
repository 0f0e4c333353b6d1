import type { Neighbour, Neighbours } from '../model/neighbours.ts';
import { type NameGroups, nameGroups } from './name-groups.ts';
import type { Profile } from './profile.ts';

/**
 * The functions that stand next to `name` on the stacks of a profile, as pprof's `-peek` has them: of each stack a
 * neighbour counts once, however often the function calls itself. null: no stack has it. `name` is one of a top
 * table's, so functions of one name are one.
 */
export function neighboursOf(
  profile: Profile,
  sampleTypeIndex: number,
  name: string,
): Neighbours | null {
  const groups = nameGroups(profile);
  const wanted = groupNamed(groups, name);
  if (wanted === null) return null;
  const { stacks, sampleTypes } = profile;
  const callers = new Map<number, number>();
  const callees = new Map<number, number>();
  let flat = 0;
  let cum = 0;
  for (let stack = 0; stack < stacks.count; stack++) {
    const value = stacks.values[stack * sampleTypes.length + sampleTypeIndex] as number;
    if (value === 0) continue;
    const frames = framesOf(profile, groups, stack);
    if (!frames.includes(wanted)) continue;
    cum += value;
    if (frames[0] === wanted) flat += value;
    addBesides(callers, { frames, group: wanted, step: 1 }, value);
    addBesides(callees, { frames, group: wanted, step: -1 }, value);
  }
  const list = (sums: ReadonlyMap<number, number>): Neighbour[] =>
    [...sums]
      .map(([group, value]) => ({ function: groups.name(group), value }))
      .filter(({ value }) => value !== 0)
      .sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || (a.function < b.function ? -1 : 1));
  const unit = sampleTypes[sampleTypeIndex]?.unit === 'bytes' ? 'bytes' : 'count';
  return { function: name, flat, cum, callers: list(callers), callees: list(callees), unit };
}

function groupNamed(groups: NameGroups, name: string): number | null {
  for (let group = 0; group < groups.count; group++) if (groups.name(group) === name) return group;
  return null;
}

/** The groups of a stack's frames from the leaf to the root, inlined calls among them. */
function framesOf({ stacks, locations, mappings }: Profile, groups: NameGroups, stack: number) {
  const frames: number[] = [];
  for (let i = stacks.starts[stack] as number; i < (stacks.starts[stack + 1] as number); i++) {
    const location = stacks.locations[i] as number;
    const [from, to] = [locations.lineStarts[location], locations.lineStarts[location + 1]];
    for (let line = from as number; line < (to as number); line++) {
      frames.push(groups.ofFunction[locations.lineFunctions[line] as number] as number);
    }
    if (from === to) {
      const mapping = locations.mappings[location] as number;
      frames.push(groups.ofMapping[mapping < 0 ? mappings.length : mapping] as number);
    }
  }
  return frames;
}

/** Adds to what stands `step` further than a group, to each once; not to the group itself. */
function addBesides(
  sums: Map<number, number>,
  at: { readonly frames: readonly number[]; readonly group: number; readonly step: 1 | -1 },
  value: number,
): void {
  const { frames, group, step } = at;
  const found = new Set<number>();
  for (const [i, frame] of frames.entries()) {
    const other = frames[i + step];
    if (frame === group && other !== undefined && other !== group) found.add(other);
  }
  for (const other of found) sums.set(other, (sums.get(other) ?? 0) + value);
}
