import { FloatList, IntList } from './growing-array.ts';
import type { IdTable } from './id-table.ts';
import type { Stacks } from './profile.ts';
import { stringIndices } from './string-indices.ts';
import { MalformedError, type WireReader } from './wire-reader.ts';

// Field numbers: google/pprof proto/profile.proto (Sample, Label).

/** Collects the stack weights of a profile. */
export class StackColumns {
  readonly #starts = new IntList();
  readonly #locations: IntList;
  readonly #values = new FloatList();
  /** Values that a double cannot hold, by their place. */
  readonly #exact = new Map<number, bigint>();
  readonly #labelStarts = new IntList();
  readonly #labelKeys = new IntList();
  readonly #labelTexts = new IntList();
  readonly #labelNumbers = new FloatList();
  readonly #labelUnits = new IntList();
  /** Values of each stack; -1 before the first, -2 once two stacks differ. */
  #width = -1;

  /** `bytes`: the length of the whole profile, most of which are the locations of stacks. */
  constructor(bytes: number) {
    this.#locations = new IntList((bytes >> 2) + 64);
  }

  /** Reads one Sample message. Its locations stay slots until `done`. */
  read(reader: WireReader, ids: IdTable): void {
    this.#starts.push(this.#locations.length);
    this.#labelStarts.push(this.#labelKeys.length);
    const before = this.#values.length;
    while (reader.next()) {
      if (reader.field === 1) this.#readLocations(reader, ids);
      else if (reader.field === 2) this.#readValues(reader);
      else if (reader.field === 3) this.#readLabel(reader);
      else reader.skip();
    }
    const width = this.#values.length - before;
    if (this.#width === -1) this.#width = width;
    else if (this.#width !== width) this.#width = -2;
  }

  /** The columns, with every location an index. */
  done(types: number, ids: IdTable, stringCount: number): Stacks {
    const count = this.#starts.length;
    if (count > 0 && this.#width !== types) {
      throw new MalformedError(`has ${types} sample types and stacks with other numbers of values`);
    }
    const indices = ids.resolve();
    const locations = this.#locations.done();
    for (let i = 0; i < locations.length; i++) {
      const index = indices[locations[i] as number] as number;
      if (index < 0)
        throw new MalformedError('has a stack with a location that it does not define');
      locations[i] = index;
    }
    this.#starts.push(locations.length);
    this.#labelStarts.push(this.#labelKeys.length);
    return {
      count,
      locations,
      starts: this.#starts.done(),
      values: this.#values.done(),
      ...(this.#exact.size === 0 ? {} : { exactValues: this.#exact }),
      labelStarts: this.#labelStarts.done(),
      labelKeys: stringIndices(this.#labelKeys, stringCount),
      labelTexts: stringIndices(this.#labelTexts, stringCount),
      labelNumbers: this.#labelNumbers.done(),
      labelUnits: stringIndices(this.#labelUnits, stringCount),
    };
  }

  // Repeated numbers come packed (one part) or one field each; both are valid protobuf.
  #readLocations(reader: WireReader, ids: IdTable): void {
    if (reader.wire === 0) {
      this.#locations.push(ids.slot(reader.id()));
      return;
    }
    const outer = reader.enter();
    const list = this.#locations;
    while (reader.pos < reader.end) list.push(ids.slot(reader.id()));
    reader.leave(outer);
  }

  #readValues(reader: WireReader): void {
    if (reader.wire === 0) {
      this.#readValue(reader);
      return;
    }
    const outer = reader.enter();
    while (reader.pos < reader.end) this.#readValue(reader);
    reader.leave(outer);
  }

  #readValue(reader: WireReader): void {
    const { rounded } = reader;
    const value = reader.int();
    if (reader.rounded !== rounded) this.#exact.set(this.#values.length, reader.lastInt());
    this.#values.push(value);
  }

  #readLabel(reader: WireReader): void {
    const label = [0, 0, 0, 0, 0];
    const outer = reader.enter();
    while (reader.next()) {
      if (reader.field > 4 || reader.wire !== 0) reader.skip();
      else label[reader.field] = reader.field === 3 ? reader.int() : reader.index();
    }
    reader.leave(outer);
    const [, key = 0, text = 0, number = 0, unit = 0] = label;
    // A label that says nothing is none (profile/encode.go postDecode).
    if (text === 0 && number === 0 && unit === 0) return;
    this.#labelKeys.push(key);
    this.#labelTexts.push(text);
    this.#labelNumbers.push(number);
    this.#labelUnits.push(unit);
  }
}
