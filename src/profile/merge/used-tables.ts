import { IntList } from '../growing-array.ts';
import type { Functions, Locations, Profile } from '../profile.ts';
import { type Renumbering, renumbering } from './renumbering.ts';

/** The tables of a profile. */
export type Tables = Pick<Profile, 'strings' | 'mappings' | 'functions' | 'locations'>;

/** What stacks use of tables: numbers are given in the order of first use. */
export type UsedTables = {
  readonly places: Renumbering;
  readonly texts: Renumbering;
  /** The tables with only what was used. */
  readonly done: () => Tables;
};

/** Tables as if only what their stacks use had ever been there, in the order of first use. */
export function usedTables({ strings, mappings, functions, locations }: Tables): UsedTables {
  const texts = firstUse(strings.length);
  // The empty string and the program's own mapping stay where they are.
  texts.of(0);
  const maps = firstUse(mappings.length);
  if (mappings.length > 0) maps.of(0);
  const calls = firstUse(functions.count, (index) => {
    texts.of(functions.names[index] as number);
    texts.of(functions.systemNames[index] as number);
    texts.of(functions.files[index] as number);
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
    places,
    texts,
    done: () => ({
      locations: usedLocations(locations, places, maps, calls),
      functions: usedFunctions(functions, calls, texts),
      mappings: [...maps.order()].flatMap((index) => mappings[index] ?? []),
      strings: strings.picked(texts.order()),
    }),
  };
}

/** A renumbering by first use. */
type FirstUse = Renumbering & {
  /** The old number of each that was used. */
  readonly order: () => Int32Array;
};

function firstUse(count: number, onFirst: (index: number) => void = () => {}): FirstUse {
  const used = new IntList(count);
  const numbers = renumbering(count, (index) => {
    onFirst(index);
    used.push(index);
    return used.length - 1;
  });
  return { ...numbers, order: () => used.done() };
}

function usedLocations(
  locations: Locations,
  places: FirstUse,
  mappings: FirstUse,
  functions: FirstUse,
): Locations {
  const order = places.order();
  const lines = new IntList(locations.lineFunctions.length);
  const lineStarts = new Int32Array(order.length + 1);
  const addresses = new Float64Array(order.length);
  for (let number = 0; number < order.length; number++) {
    const index = order[number] as number;
    const end = locations.lineStarts[index + 1] as number;
    for (let line = locations.lineStarts[index] as number; line < end; line++) lines.push(line);
    lineStarts[number + 1] = lines.length;
    addresses[number] = locations.addresses[index] as number;
  }
  const { folded, lineColumns } = locations;
  const list = lines.done();
  return {
    count: order.length,
    mappings: order.map((index) => mappings.known[locations.mappings[index] as number] ?? -1),
    addresses,
    lineStarts,
    lineFunctions: pickNumbers(locations.lineFunctions, list, functions),
    lineNumbers: pick(locations.lineNumbers, list),
    ...(lineColumns === undefined ? {} : { lineColumns: pick(lineColumns, list) }),
    ...(folded === undefined
      ? {}
      : { folded: Uint8Array.from(order, (index) => folded[index] ?? 0) }),
  };
}

function usedFunctions(functions: Functions, calls: FirstUse, texts: FirstUse): Functions {
  const order = calls.order();
  return {
    count: order.length,
    names: pickNumbers(functions.names, order, texts),
    systemNames: pickNumbers(functions.systemNames, order, texts),
    files: pickNumbers(functions.files, order, texts),
    startLines: pick(functions.startLines, order),
  };
}

function pick(column: Int32Array, order: Int32Array): Int32Array {
  const picked = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) picked[i] = column[order[i] as number] as number;
  return picked;
}

/** The new numbers of what a column refers to; all of it was used. */
function pickNumbers(column: Int32Array, order: Int32Array, { known }: FirstUse): Int32Array {
  return pick(known, pick(column, order));
}
