import type { IntList } from '../growing-array.ts';
import type { Profile, Stacks } from '../profile.ts';
import { StackColumns } from '../stack-columns.ts';

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
  const columns = new StackColumns({
    stacks: stacks.count,
    locations: stacks.locations.length,
    values: stacks.values.length,
    labels: stacks.labelKeys.length,
  });
  for (let stack = 0; stack < stacks.count; stack++) {
    const wanted = keep(stack);
    if (wanted === false) continue;
    columns.begin();
    appendPath(columns.locations, stacks, stack, wanted);
    for (let type = 0; type < width; type++) {
      columns.values.push(stacks.values[stack * width + type] as number);
    }
    const end = stacks.labelStarts[stack + 1] as number;
    for (let i = stacks.labelStarts[stack] as number; i < end; i++) {
      columns.label(
        stacks.labelKeys[i] as number,
        stacks.labelTexts[i] as number,
        stacks.labelNumbers[i] as number,
        stacks.labelUnits[i] as number,
      );
    }
  }
  return { ...profile, stacks: columns.done() };
}

function appendPath(
  list: IntList,
  { starts, locations }: Stacks,
  stack: number,
  wanted: true | Kept | Int32Array,
): void {
  if (wanted instanceof Int32Array) {
    list.pushAll(wanted, wanted.length);
    return;
  }
  const from = wanted === true ? (starts[stack] as number) : wanted[0];
  const to = wanted === true ? (starts[stack + 1] as number) : wanted[1];
  for (let i = from; i < to; i++) list.push(locations[i] as number);
}
