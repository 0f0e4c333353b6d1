import { IntList } from '../growing-array.ts';
import { scaledLabel } from '../measurement/scaled-label.ts';
import type { Functions, Locations, Profile } from '../profile.ts';
import { type StackLabels, stackLabels } from './stack-labels.ts';

/** Keys of labels that become frames, separated by commas; numbers are written in `unit`. */
export type LabelFrames = {
  readonly tagroot: string;
  readonly tagleaf: string;
  readonly unit: string;
};

/** The profile with its new frames, and which of the two options found no label. */
export type Framed = { readonly profile: Profile; readonly unmatched: readonly string[] };

/**
 * Puts the labels of each stack on it as frames: those of `tagroot` above its root, the first key
 * outermost, those of `tagleaf` below its leaf, the last key innermost. A frame's function is the
 * label's values, its file the key; a stack without the label gets a frame without a name
 * (internal/driver/tagroot.go addLabelNodes).
 */
export function addLabelFrames(profile: Profile, { tagroot, tagleaf, unit }: LabelFrames): Framed {
  const rootKeys = keysOf(tagroot);
  const leafKeys = keysOf(tagleaf);
  if (rootKeys.length + leafKeys.length === 0) {
    return { profile, unmatched: unmatchedOf(tagroot, tagleaf, false, false) };
  }
  const { stacks } = profile;
  const frames = new FrameTable(profile.locations.count);
  const starts = new Int32Array(stacks.count + 1);
  const locations = new IntList(stacks.locations.length + stacks.count);
  let isRootFound = false;
  let isLeafFound = false;
  for (let stack = 0; stack < stacks.count; stack++) {
    const labels = stackLabels(profile, stack);
    isLeafFound = pushFrames(locations, frames, labels, leafKeys, unit) || isLeafFound;
    const end = stacks.starts[stack + 1] as number;
    for (let i = stacks.starts[stack] as number; i < end; i++)
      locations.push(stacks.locations[i] as number);
    isRootFound = pushFrames(locations, frames, labels, rootKeys, unit) || isRootFound;
    starts[stack + 1] = locations.length;
  }
  const extended = frames.addedTo(profile);
  return {
    profile: { ...extended, stacks: { ...stacks, starts, locations: locations.done() } },
    unmatched: unmatchedOf(tagroot, tagleaf, isRootFound, isLeafFound),
  };
}

/** The keys, the innermost first. */
function keysOf(list: string): readonly string[] {
  return list
    .split(',')
    .filter((key) => key !== '')
    .reverse();
}

function unmatchedOf(tagroot: string, tagleaf: string, isRoot: boolean, isLeaf: boolean) {
  return [
    ...(tagroot === '' || isRoot ? [] : ['TagRoot']),
    ...(tagleaf === '' || isLeaf ? [] : ['TagLeaf']),
  ];
}

function pushFrames(
  locations: IntList,
  frames: FrameTable,
  labels: StackLabels,
  keys: readonly string[],
  unit: string,
): boolean {
  let isFound = false;
  for (const key of keys) {
    const values = valuesOf(labels, key, unit);
    isFound ||= values.length > 0;
    locations.push(frames.locationOf(values.join(','), key));
  }
  return isFound;
}

function valuesOf({ texts, numbers }: StackLabels, key: string, unit: string): string[] {
  const label = numbers.get(key);
  const written = label?.values.map((value, i) => {
    const from = label.units[i];
    return from === undefined ? scaledLabel(value, '', '') : scaledLabel(value, from, unit);
  });
  return [...(texts.get(key) ?? []), ...(written ?? [])];
}

/** The new frames: each a location with one line in a function of its own. */
class FrameTable {
  readonly #first: number;
  readonly #known = new Map<string, number>();
  readonly #texts: string[] = [];

  /** `first`: the number of the first new location. */
  constructor(first: number) {
    this.#first = first;
  }

  locationOf(name: string, file: string): number {
    const key = `${file}\0${name}`;
    const before = this.#known.get(key);
    if (before !== undefined) return before;
    const location = this.#first + this.#known.size;
    this.#known.set(key, location);
    this.#texts.push(name, file);
    return location;
  }

  /** The profile with these locations, functions and strings at the ends of its tables. */
  addedTo(profile: Profile): Profile {
    const count = this.#known.size;
    const { strings, functions, locations } = profile;
    return {
      ...profile,
      strings: strings.extended(this.#texts),
      functions: withFunctions(functions, count, strings.length),
      locations: withLocations(locations, count, functions.count),
    };
  }
}

function withFunctions(functions: Functions, count: number, firstText: number): Functions {
  const { names, systemNames, files, startLines } = functions;
  const texts = (offset: number) =>
    Array.from({ length: count }, (_, i) => firstText + 2 * i + offset);
  return {
    count: functions.count + count,
    names: joined(names, texts(0)),
    // 0 is the empty text.
    systemNames: joined(systemNames, new Array(count).fill(0)),
    files: joined(files, texts(1)),
    startLines: joined(startLines, new Array(count).fill(0)),
  };
}

function withLocations(locations: Locations, count: number, firstFunction: number): Locations {
  const { lineStarts, lineFunctions, lineNumbers, lineColumns, folded, ids } = locations;
  const zeros: number[] = new Array(count).fill(0);
  const lines = lineFunctions.length;
  const addresses = new Float64Array(locations.count + count);
  addresses.set(locations.addresses);
  return {
    count: locations.count + count,
    mappings: joined(locations.mappings, new Array(count).fill(-1)),
    addresses,
    lineStarts: joined(
      lineStarts,
      zeros.map((_, i) => lines + i + 1),
    ),
    lineFunctions: joined(
      lineFunctions,
      zeros.map((_, i) => firstFunction + i),
    ),
    lineNumbers: joined(lineNumbers, zeros),
    ...(lineColumns === undefined ? {} : { lineColumns: joined(lineColumns, zeros) }),
    ...(folded === undefined ? {} : { folded: Uint8Array.from([...folded, ...zeros]) }),
    ...(ids === undefined ? {} : { ids: [...ids, ...idsAfter(ids, count)] }),
  };
}

function idsAfter(ids: readonly (number | bigint)[], count: number): (number | bigint)[] {
  const greatest = ids.reduce((most, id) => (id > most ? id : most), 0);
  return Array.from({ length: count }, (_, i) =>
    typeof greatest === 'bigint' ? greatest + BigInt(i + 1) : greatest + i + 1,
  );
}

function joined(column: Int32Array, more: readonly number[]): Int32Array {
  const longer = new Int32Array(column.length + more.length);
  longer.set(column);
  longer.set(more, column.length);
  return longer;
}
