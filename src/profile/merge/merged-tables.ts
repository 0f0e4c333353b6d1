import { FloatList, IntList } from '../growing-array.ts';
import type { Functions, Locations, Mapping, Profile } from '../profile.ts';
import type { StringPool } from './string-pool.ts';
import { TupleTable } from './tuple-table.ts';

/** Mappings are compared by their size in pages: the last page may be cut differently. */
const pageBytes = 0x1000;

/** The places of several profiles in one set of tables, each numbered when it is first met. */
export class MergedTables {
  readonly #mappings: Mapping[] = [];
  readonly #mappingKeys = new Map<string, number>();
  readonly #functionTuples = new TupleTable();
  readonly #names = new IntList();
  readonly #systemNames = new IntList();
  readonly #files = new IntList();
  readonly #startLines = new IntList();
  readonly #locationTuples = new TupleTable();
  readonly #locationMappings = new IntList();
  readonly #addresses = new FloatList();
  readonly #folded = new IntList();
  readonly #lineStarts = new IntList();
  readonly #lineFunctions = new IntList();
  readonly #lineNumbers = new IntList();
  readonly #lineColumns = new IntList();
  #tuple = new Int32Array(64);

  /** Gives the function that turns a location of `profile` into one of these tables. */
  adopt(profile: Profile, stringOf: ReturnType<StringPool['adopt']>): (index: number) => number {
    // The first mapping is the program itself and stays the first.
    if (this.#mappings.length === 0 && profile.mappings.length > 0) this.#mapping(profile, 0);
    const functions = new Int32Array(profile.functions.count).fill(-1);
    const locations = new Int32Array(profile.locations.count).fill(-1);
    const functionOf = (index: number) => {
      if (functions[index] === -1) functions[index] = this.#function(profile, index, stringOf);
      return functions[index] as number;
    };
    return (index) => {
      if (locations[index] === -1) locations[index] = this.#location(profile, index, functionOf);
      return locations[index] as number;
    };
  }

  /** The tables so far. */
  done(): { mappings: readonly Mapping[]; functions: Functions; locations: Locations } {
    this.#lineStarts.push(this.#lineFunctions.length);
    return {
      mappings: this.#mappings,
      functions: {
        count: this.#names.length,
        names: this.#names.done(),
        systemNames: this.#systemNames.done(),
        files: this.#files.done(),
        startLines: this.#startLines.done(),
      },
      locations: {
        count: this.#locationMappings.length,
        mappings: this.#locationMappings.done(),
        addresses: this.#addresses.done(),
        folded: Uint8Array.from(this.#folded.done()),
        lineStarts: this.#lineStarts.done(),
        lineFunctions: this.#lineFunctions.done(),
        lineNumbers: this.#lineNumbers.done(),
        lineColumns: this.#lineColumns.done(),
      },
    };
  }

  /** The number of a mapping: the same size, offset and build (else file) is the same. */
  #mapping({ mappings }: Profile, index: number): number {
    const mapping = mappings[index];
    if (mapping === undefined) return -1;
    const pages = Math.ceil((mapping.limit - mapping.start) / pageBytes);
    const key = `${pages} ${mapping.offset} ${mapping.buildId || mapping.file}`;
    const known = this.#mappingKeys.get(key);
    if (known !== undefined) return known;
    this.#mappingKeys.set(key, this.#mappings.length);
    return this.#mappings.push(mapping) - 1;
  }

  #function({ functions }: Profile, index: number, stringOf: (index: number) => number): number {
    const tuple = this.#tuple;
    tuple[0] = stringOf(functions.names[index] as number);
    tuple[1] = stringOf(functions.systemNames[index] as number);
    tuple[2] = stringOf(functions.files[index] as number);
    tuple[3] = functions.startLines[index] as number;
    const number = this.#functionTuples.intern(tuple, 4);
    if (number < this.#names.length) return number;
    this.#names.push(tuple[0]);
    this.#systemNames.push(tuple[1]);
    this.#files.push(tuple[2]);
    this.#startLines.push(tuple[3]);
    return number;
  }

  /** A place is its distance from the mapping's start and its lines (profile/merge.go locationKey). */
  #location(profile: Profile, index: number, functionOf: (index: number) => number): number {
    const { locations, mappings } = profile;
    const from = locations.lineStarts[index] as number;
    const to = locations.lineStarts[index + 1] as number;
    const mapping = this.#mapping(profile, locations.mappings[index] as number);
    const start = mappings[locations.mappings[index] as number]?.start ?? 0;
    const offset = (locations.addresses[index] as number) - start;
    const folded = locations.folded?.[index] ?? 0;
    const functions: number[] = [];
    for (let i = from; i < to; i++) {
      functions.push(functionOf(locations.lineFunctions[i] as number));
    }
    const length = 5 + functions.length * 2;
    if (length > this.#tuple.length) this.#tuple = new Int32Array(length * 2);
    const tuple = this.#tuple;
    new Float64Array(tuple.buffer, 0, 1)[0] = offset;
    tuple[2] = mapping;
    tuple[3] = folded;
    // Of the columns pprof compares only that of the last line.
    tuple[4] = to > from ? (locations.lineColumns?.[to - 1] ?? 0) : 0;
    for (const [i, called] of functions.entries()) {
      tuple[5 + i * 2] = called;
      tuple[6 + i * 2] = locations.lineNumbers[from + i] as number;
    }
    const number = this.#locationTuples.intern(tuple, length);
    if (number < this.#locationMappings.length) return number;
    this.#locationMappings.push(mapping);
    this.#addresses.push(offset + (this.#mappings[mapping]?.start ?? 0));
    this.#folded.push(folded);
    this.#lineStarts.push(this.#lineFunctions.length);
    for (const [i, called] of functions.entries()) {
      this.#lineFunctions.push(called);
      this.#lineNumbers.push(locations.lineNumbers[from + i] as number);
      this.#lineColumns.push(locations.lineColumns?.[from + i] ?? 0);
    }
    return number;
  }
}
