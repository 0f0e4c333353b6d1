import { FloatList, IntList } from '../growing-array.ts';
import type { Functions, Locations, Mapping, Profile } from '../profile.ts';
import { type Renumbering, renumbering } from './renumbering.ts';
import { TupleTable } from './tuple-table.ts';

/** Mappings are compared by their size in pages: the last page may be cut differently. */
const pageBytes = 0x1000;

/** The places of several profiles in one set of tables, each numbered when it is first met. */
export class MergedTables {
  readonly #mappings: Mapping[] = [];
  readonly #mappingKeys = new Map<string, number>();
  readonly #functionTuples: TupleTable;
  readonly #names = new IntList();
  readonly #systemNames = new IntList();
  readonly #files = new IntList();
  readonly #startLines = new IntList();
  readonly #locationTuples: TupleTable;
  readonly #locationMappings = new IntList();
  readonly #addresses = new FloatList();
  readonly #folded = new IntList();
  readonly #lineStarts = new IntList();
  readonly #lineFunctions = new IntList();
  readonly #lineNumbers = new IntList();
  readonly #lineColumns = new IntList();
  readonly #tuple = new Int32Array(4);
  #place = new Int32Array(64);

  /** `expected`: a profile of about the size of all together. */
  constructor({ functions, locations }: Pick<Profile, 'functions' | 'locations'>) {
    this.#functionTuples = new TupleTable(functions.count + 64, 4);
    this.#locationTuples = new TupleTable(locations.count + 64, 8);
  }

  /** Turns locations of `profile` into those of these tables; `strings` does so for its strings. */
  adopt(profile: Profile, strings: Renumbering): Renumbering {
    const mappings = renumbering(profile.mappings.length, (index) => this.#mapping(profile, index));
    // The first mapping is the program itself and stays the first.
    if (this.#mappings.length === 0 && profile.mappings.length > 0) mappings.of(0);
    const functions = renumbering(profile.functions.count, (index) =>
      this.#function(profile, index, strings),
    );
    return renumbering(profile.locations.count, (index) =>
      this.#location(profile, index, mappings, functions),
    );
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
    const mapping = mappings[index] as Mapping;
    const pages = Math.ceil((mapping.limit - mapping.start) / pageBytes);
    const key = `${pages} ${mapping.offset} ${mapping.buildId || mapping.file}`;
    const known = this.#mappingKeys.get(key);
    if (known !== undefined) return known;
    this.#mappingKeys.set(key, this.#mappings.length);
    return this.#mappings.push(mapping) - 1;
  }

  #function({ functions }: Profile, index: number, strings: Renumbering): number {
    const tuple = this.#tuple;
    tuple[0] = strings.of(functions.names[index] as number);
    tuple[1] = strings.of(functions.systemNames[index] as number);
    tuple[2] = strings.of(functions.files[index] as number);
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
  #location(
    { locations, mappings }: Profile,
    index: number,
    mappingNumbers: Renumbering,
    functions: Renumbering,
  ): number {
    const from = locations.lineStarts[index] as number;
    const count = (locations.lineStarts[index + 1] as number) - from;
    const own = locations.mappings[index] as number;
    const mapping = own < 0 ? -1 : mappingNumbers.of(own);
    const offset = (locations.addresses[index] as number) - (mappings[own]?.start ?? 0);
    const folded = locations.folded?.[index] ?? 0;
    const length = 5 + count * 2;
    // A function that is new here uses the other tuple.
    if (length > this.#place.length) this.#place = new Int32Array(length * 2);
    const tuple = this.#place;
    bits[0] = offset;
    tuple[0] = halves[0] as number;
    tuple[1] = halves[1] as number;
    tuple[2] = mapping;
    tuple[3] = folded;
    // Of the columns pprof compares only that of the last line.
    tuple[4] = count > 0 ? (locations.lineColumns?.[from + count - 1] ?? 0) : 0;
    for (let i = 0; i < count; i++) {
      tuple[5 + i * 2] = functions.of(locations.lineFunctions[from + i] as number);
      tuple[6 + i * 2] = locations.lineNumbers[from + i] as number;
    }
    const number = this.#locationTuples.intern(tuple, length);
    if (number < this.#locationMappings.length) return number;
    this.#locationMappings.push(mapping);
    this.#addresses.push(offset + (this.#mappings[mapping]?.start ?? 0));
    this.#folded.push(folded);
    this.#lineStarts.push(this.#lineFunctions.length);
    for (let i = 0; i < count; i++) {
      this.#lineFunctions.push(tuple[5 + i * 2] as number);
      this.#lineNumbers.push(tuple[6 + i * 2] as number);
      this.#lineColumns.push(locations.lineColumns?.[from + i] ?? 0);
    }
    return number;
  }
}

// A double as two integers, to be compared as such.
const bits = new Float64Array(1);
const halves = new Int32Array(bits.buffer);
