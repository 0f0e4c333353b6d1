import { FloatList, IntList } from '../growing-array.ts';
import type { Profile } from '../profile.ts';

/** The part of a stack's locations that stays: indices of `stacks.locations`, the second exclusive. */
export type Kept = readonly [from: number, to: number];

/**
 * The profile with only the stacks that `keep` wants, each whole (`true`) or cut to a range of its
 * locations. The other tables stay as they are.
 */
export function selectStacks(
  profile: Profile,
  keep: (stack: number) => boolean | Kept | Int32Array,
): Profile {
  const { stacks, sampleTypes } = profile;
  const width = sampleTypes.length;
  const starts = new IntList(stacks.count + 1);
  const locations = new IntList(stacks.locations.length + 1);
  const values = new FloatList();
  const labels: number[] = [];
  const labelStarts = new IntList(stacks.count + 1);
  for (let stack = 0; stack < stacks.count; stack++) {
    const wanted = keep(stack);
    if (wanted === false) continue;
    starts.push(locations.length);
    for (const location of pathOf(profile, stack, wanted)) locations.push(location);
    for (let type = 0; type < width; type++)
      values.push(stacks.values[stack * width + type] as number);
    labelStarts.push(labels.length);
    const end = stacks.labelStarts[stack + 1] as number;
    for (let i = stacks.labelStarts[stack] as number; i < end; i++) labels.push(i);
  }
  const count = starts.length;
  starts.push(locations.length);
  labelStarts.push(labels.length);
  const pick = (column: Int32Array) => Int32Array.from(labels, (i) => column[i] as number);
  return {
    ...profile,
    stacks: {
      count,
      starts: starts.done(),
      locations: locations.done(),
      values: values.done(),
      labelStarts: labelStarts.done(),
      labelKeys: pick(stacks.labelKeys),
      labelTexts: pick(stacks.labelTexts),
      labelNumbers: Float64Array.from(labels, (i) => stacks.labelNumbers[i] as number),
      labelUnits: pick(stacks.labelUnits),
    },
  };
}

function pathOf({ stacks }: Profile, stack: number, wanted: true | Kept | Int32Array): Int32Array {
  if (wanted instanceof Int32Array) return wanted;
  const [from, to] = wanted === true ? [stacks.starts[stack], stacks.starts[stack + 1]] : wanted;
  return stacks.locations.subarray(from, to);
}
