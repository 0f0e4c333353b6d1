import { hashBytes } from './hash-bytes.ts';
import type { Profile } from './profile.ts';

/** Which functions of a profile bear the same name: pprof counts those as one. */
export type NameGroups = {
  readonly count: number;
  /** The group of each function. */
  readonly ofFunction: Int32Array;
  /** The group of code without symbols in each mapping; the last entry: without a mapping. */
  readonly ofMapping: Int32Array;
  /** What stands in a table for the group. */
  readonly name: (group: number) => string;
};

/**
 * Groups functions by the bytes of their names, without decoding them: an encoder may repeat a string,
 * and one file can hold the same function at two places. Code without symbols goes by the file that it
 * was loaded from, `[libc.so.6]`, else `<unknown>`, as in pprof (internal/graph NodeInfo.PrintableName).
 */
export function nameGroups(profile: Profile): NameGroups {
  const { functions, mappings, strings } = profile;
  const groupOfString = groupsOfStrings(profile);
  const stringOfGroup: number[] = [];
  const ids = new Map<number, number>();
  const ofFunction = new Int32Array(functions.count);
  for (let i = 0; i < functions.count; i++) {
    const canonical = groupOfString[i] as number;
    let id = ids.get(canonical);
    if (id === undefined) {
      id = stringOfGroup.length;
      ids.set(canonical, id);
      stringOfGroup.push(canonical);
    }
    ofFunction[i] = id;
  }
  const files = mappings.map(({ file }) => (file === '' ? '<unknown>' : `[${baseName(file)}]`));
  const places = [...new Set([...files, '<unknown>'])];
  const first = stringOfGroup.length;
  const ofMapping = Int32Array.from(
    [...files, '<unknown>'],
    (file) => first + places.indexOf(file),
  );
  return {
    count: first + places.length,
    ofFunction,
    ofMapping,
    name: (group) =>
      group < first ? strings.get(stringOfGroup[group] as number) : (places[group - first] ?? ''),
  };
}

/** For each function the first string index whose bytes equal those of its name: an open hash table. */
function groupsOfStrings({ functions, strings }: Profile): Int32Array {
  const size = 2 ** Math.ceil(Math.log2(functions.count * 2 + 2));
  const table = new Int32Array(size).fill(-1);
  return functions.names.map((name) => {
    let slot = hashBytes(strings.bytes, strings.start(name), strings.end(name)) & (size - 1);
    for (;;) {
      const there = table[slot] as number;
      if (there === -1) {
        table[slot] = name;
        return name;
      }
      if (there === name || sameBytes(strings.raw(there), strings.raw(name))) return there;
      slot = (slot + 1) & (size - 1);
    }
  });
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
