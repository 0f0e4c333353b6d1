import type { Renumbering } from '../merge/renumbering.ts';
import { StringPool } from '../merge/string-pool.ts';
import { TupleTable } from '../merge/tuple-table.ts';
import type { Profile } from '../profile.ts';
import type { LocationGroups } from '../weigh-stacks.ts';
import { cleanPath } from './clean-path.ts';
import { compareText } from './compare-text.ts';
import { type NodeInfo, nodeName } from './node-info.ts';

const surrogate = /[\ud800-\udfff]/;

/** The nodes of a graph: which calls of a profile are counted as one. */
export type NodeTable = LocationGroups & {
  readonly info: (node: number) => NodeInfo;
  /** What stands in a table for the node. */
  readonly name: (node: number) => string;
  /** Orders two nodes by their names, by the bytes of UTF-8. */
  readonly compare: (a: number, b: number) => number;
};

/**
 * Finds the nodes of a profile that has been aggregated: calls whose name, file, line and address are
 * the same are one (internal/graph CreateNodes). `pathOf`: what becomes of a file's path first.
 * `withObjects`: what was loaded from where, and where a function begins, is told apart too.
 */
export function nodeTable(
  profile: Profile,
  pathOf: (path: string) => string,
  withObjects = false,
): NodeTable {
  const { locations } = profile;
  const slots = locations.count + locations.lineFunctions.length;
  const starts = new Int32Array(locations.count + 1);
  const nodes = new Int32Array(slots);
  const places = new Places(profile, pathOf, withObjects);
  // Where each node was first seen: a location and a line, or -1 for a location without lines.
  const seenAt: number[] = [];
  let end = 0;
  for (let location = 0; location < locations.count; location++) {
    const from = locations.lineStarts[location] as number;
    const to = locations.lineStarts[location + 1] as number;
    for (let line = from === to ? -1 : from; line < to; line++) {
      const node = places.number(location, line);
      if (node * 2 === seenAt.length) seenAt.push(location, line);
      nodes[end++] = node;
      if (line === -1) break;
    }
    starts[location + 1] = end;
  }
  const infos: (NodeInfo | undefined)[] = [];
  const names: (string | undefined)[] = [];
  const info = (node: number) => {
    infos[node] ??= places.info(seenAt[node * 2] as number, seenAt[node * 2 + 1] as number);
    return infos[node];
  };
  const name = (node: number) => {
    const known = names[node];
    if (known !== undefined) return known;
    const made = nodeName(info(node));
    names[node] = made;
    isPlain &&= !surrogate.test(made);
    return made;
  };
  // The order of JavaScript is that of UTF-8 as long as no name has a character beyond 16 bits.
  let isPlain = true;
  const compare = (a: number, b: number) => {
    const [one, other] = [name(a), name(b)];
    if (!isPlain) return compareText(one, other);
    return one < other ? -1 : Number(one > other);
  };
  return { count: seenAt.length / 2, starts, groups: nodes.subarray(0, end), info, name, compare };
}

/** Tells places apart by numbers, and describes them in words. */
class Places {
  readonly #profile: Profile;
  readonly #pathOf: (path: string) => string;
  readonly #withObjects: boolean;
  readonly #tuples = new TupleTable();
  readonly #names: Renumbering;
  readonly #files: Int32Array;
  readonly #fileIds = new Map<string, number>([['', 0]]);
  readonly #objects: readonly number[];
  readonly #tuple = new Int32Array(8);
  readonly #address = new Float64Array(this.#tuple.buffer, 0, 1);

  constructor(profile: Profile, pathOf: (path: string) => string, withObjects: boolean) {
    this.#profile = profile;
    this.#withObjects = withObjects;
    this.#pathOf = pathOf;
    this.#names = new StringPool().adopt(profile.strings);
    this.#files = new Int32Array(profile.strings.length).fill(-1);
    const files = profile.mappings.map(({ file }) => file);
    this.#objects = files.map((file) => (file === '' ? 0 : files.indexOf(file) + 1));
  }

  /** The number of the place at a line of a location; -1: the location has none. */
  number(location: number, line: number): number {
    const { locations, functions } = this.#profile;
    const tuple = this.#tuple;
    this.#address[0] = locations.addresses[location] as number;
    if (line === -1) {
      tuple.fill(0, 2);
      tuple[7] = this.#objectOf(location);
      return this.#tuples.intern(tuple, 8);
    }
    const called = locations.lineFunctions[line] as number;
    const name = this.#names.of(functions.names[called] as number);
    tuple[2] = name;
    tuple[3] = this.#fileOf(functions.files[called] as number);
    tuple[4] = locations.lineNumbers[line] as number;
    tuple[5] = locations.lineColumns?.[line] ?? 0;
    // Else only what has no name goes by where it was loaded from.
    const byObject = name === 0 || this.#withObjects;
    tuple[6] = byObject ? (functions.startLines[called] as number) : 0;
    tuple[7] = byObject ? this.#objectOf(location) : 0;
    return this.#tuples.intern(tuple, 8);
  }

  info(location: number, line: number): NodeInfo {
    const { locations, functions, mappings, strings } = this.#profile;
    const address = locations.addresses[location] as number;
    const object = mappings[locations.mappings[location] as number]?.file ?? '';
    if (line === -1) {
      return { name: '', address, file: '', startLine: 0, line: 0, column: 0, object };
    }
    const called = locations.lineFunctions[line] as number;
    const name = strings.get(functions.names[called] as number);
    const file = this.#pathOf(strings.get(functions.files[called] as number));
    const byObject = name === '' || this.#withObjects;
    return {
      name,
      address,
      file: file === '' ? '' : cleanPath(file),
      startLine: byObject ? (functions.startLines[called] as number) : 0,
      line: locations.lineNumbers[line] as number,
      column: locations.lineColumns?.[line] ?? 0,
      object: byObject ? object : '',
    };
  }

  #objectOf(location: number): number {
    return this.#objects[this.#profile.locations.mappings[location] as number] ?? 0;
  }

  #fileOf(index: number): number {
    const known = this.#files[index] ?? 0;
    if (known >= 0) return known;
    const path = this.#pathOf(this.#profile.strings.get(index));
    const file = path === '' ? '' : cleanPath(path);
    const id = this.#fileIds.get(file) ?? this.#fileIds.size;
    this.#fileIds.set(file, id);
    this.#files[index] = id;
    return id;
  }
}
