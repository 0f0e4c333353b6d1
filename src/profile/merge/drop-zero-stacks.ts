import { IntList } from '../growing-array.ts';
import type { Functions, Locations, Profile, Stacks } from '../profile.ts';
import { isZero } from './is-zero.ts';
import { type Renumbering, renumbering } from './renumbering.ts';

/**
 * A merged profile without the stacks that came to 0 in every column, and its tables as if those had
 * never been there: only what is used, in the order of first use (profile/merge.go merges once more).
 * Writes over the stacks of the profile, which nobody else has seen: most memory of a merge is there.
 */
export function dropZeroStacks(profile: Profile): Profile {
  const { strings, mappings, functions, locations } = profile;
  const texts = firstUse(strings.length);
  // The empty string and the program's own mapping stay where they are.
  texts.of(0);
  const maps = firstUse(mappings.length);
  if (mappings.length > 0) maps.of(0);
  const calls = firstUse(functions.count, (index) => {
    for (const column of [functions.names, functions.systemNames, functions.files]) {
      texts.of(column[index] as number);
    }
  });
  const places = firstUse(locations.count, (index) => {
    const mapping = locations.mappings[index] as number;
    if (mapping >= 0) maps.of(mapping);
    const end = locations.lineStarts[index + 1] as number;
    for (let line = locations.lineStarts[index] as number; line < end; line++) {
      calls.of(locations.lineFunctions[line] as number);
    }
  });
  return {
    ...profile,
    stacks: compacted(profile.stacks, profile.sampleTypes.length, places, texts),
    locations: usedLocations(locations, places, maps, calls),
    functions: usedFunctions(functions, calls, texts),
    mappings: [...maps.order()].flatMap((index) => mappings[index] ?? []),
    strings: strings.picked(texts.order()),
  };
}

/** A renumbering by first use. */
type FirstUse = Renumbering & {
  /** The old number of each that was used. */
  readonly order: () => Int32Array;
};

function firstUse(count: number, onFirst: (index: number) => void = () => {}): FirstUse {
  const used = new IntList();
  const numbers = renumbering(count, (index) => {
    onFirst(index);
    used.push(index);
    return used.length - 1;
  });
  return { ...numbers, order: () => used.done() };
}

/** Moves what stays to the front of each column. */
function compacted(stacks: Stacks, width: number, places: FirstUse, texts: FirstUse): Stacks {
  const { starts, locations, values, labelStarts, labelKeys, labelTexts, labelUnits } = stacks;
  const { labelNumbers } = stacks;
  let count = 0;
  let end = 0;
  let labelEnd = 0;
  for (let stack = 0; stack < stacks.count; stack++) {
    const from = starts[stack] as number;
    const to = starts[stack + 1] as number;
    const labelFrom = labelStarts[stack] as number;
    const labelTo = labelStarts[stack + 1] as number;
    if (isZero(values, stack * width, width)) continue;
    starts[count] = end;
    labelStarts[count] = labelEnd;
    end = move(locations, from, to, end, places);
    move(labelTexts, labelFrom, labelTo, labelEnd, texts);
    move(labelUnits, labelFrom, labelTo, labelEnd, texts);
    labelNumbers.copyWithin(labelEnd, labelFrom, labelTo);
    labelEnd = move(labelKeys, labelFrom, labelTo, labelEnd, texts);
    for (let i = 0; i < width; i++) values[count * width + i] = values[stack * width + i] as number;
    count++;
  }
  starts[count] = end;
  labelStarts[count] = labelEnd;
  return {
    count,
    starts: starts.subarray(0, count + 1),
    locations: locations.subarray(0, end),
    values: values.subarray(0, count * width),
    labelStarts: labelStarts.subarray(0, count + 1),
    labelKeys: labelKeys.subarray(0, labelEnd),
    labelTexts: labelTexts.subarray(0, labelEnd),
    labelNumbers: labelNumbers.subarray(0, labelEnd),
    labelUnits: labelUnits.subarray(0, labelEnd),
  };
}

/** Writes the new numbers of `list[from .. to]` from `at` on, which is not behind, and answers the end. */
function move(list: Int32Array, from: number, to: number, at: number, numbers: FirstUse): number {
  const { known, of } = numbers;
  let end = at;
  for (let i = from; i < to; i++) {
    const index = list[i] as number;
    const number = known[index] as number;
    list[end++] = number < 0 ? of(index) : number;
  }
  return end;
}

function usedLocations(
  locations: Locations,
  places: FirstUse,
  mappings: FirstUse,
  functions: FirstUse,
): Locations {
  const order = places.order();
  const lines = new IntList();
  const lineStarts = new Int32Array(order.length + 1);
  for (const [number, index] of order.entries()) {
    const end = locations.lineStarts[index + 1] as number;
    for (let line = locations.lineStarts[index] as number; line < end; line++) lines.push(line);
    lineStarts[number + 1] = lines.length;
  }
  const { folded, lineColumns } = locations;
  return {
    count: order.length,
    mappings: order.map((index) => mappings.known[locations.mappings[index] as number] ?? -1),
    addresses: Float64Array.from(order, (index) => locations.addresses[index] as number),
    lineStarts,
    lineFunctions: pick(locations.lineFunctions, lines.done()).map(functions.of),
    lineNumbers: pick(locations.lineNumbers, lines.done()),
    ...(lineColumns === undefined ? {} : { lineColumns: pick(lineColumns, lines.done()) }),
    ...(folded === undefined
      ? {}
      : { folded: Uint8Array.from(order, (index) => folded[index] ?? 0) }),
  };
}

function usedFunctions(functions: Functions, calls: FirstUse, texts: FirstUse): Functions {
  const order = calls.order();
  return {
    count: order.length,
    names: pick(functions.names, order).map(texts.of),
    systemNames: pick(functions.systemNames, order).map(texts.of),
    files: pick(functions.files, order).map(texts.of),
    startLines: pick(functions.startLines, order),
  };
}

function pick(column: Int32Array, order: Int32Array): Int32Array {
  return order.map((index) => column[index] as number);
}
