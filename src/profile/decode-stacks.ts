import { FloatList, IntList } from './growing-array.ts';
import type { IdTable } from './id-table.ts';
import type { Stacks } from './profile.ts';
import { readIds, readNumbers, readSmallFields } from './read-runs.ts';
import { stringIndices } from './string-indices.ts';
import { MalformedError, type WireReader } from './wire-reader.ts';

// Field numbers: google/pprof proto/profile.proto (Sample, Label).

/** Collects the stack weights of a profile. */
export class StackColumns {
  readonly #starts: IntList;
  readonly #locations: IntList;
  readonly #values: FloatList;
  /** Values that a double cannot hold, by their place. */
  readonly #exact = new Map<number, bigint>();
  readonly #labelStarts: IntList;
  readonly #labelKeys: IntList;
  readonly #labelTexts: IntList;
  readonly #labelNumbers: FloatList;
  readonly #labelUnits: IntList;
  /** The fields of the label that is being read. */
  readonly #label = new Float64Array(5);
  /** Values of each stack; -1 before the first, -2 once two stacks differ. */
  #width = -1;
  /** Whether all ids were small, and the highest of them. */
  #isPlain = true;
  #highest = 0;

  /**
   * `bytes`: the length of the whole profile, most of which are the locations of stacks, one or two bytes
   * each. Room that is not used is never touched and costs nothing.
   */
  constructor(bytes: number) {
    const stacks = (bytes >> 6) + 64;
    this.#starts = new IntList(stacks);
    this.#locations = new IntList((bytes >> 1) + 64);
    this.#values = new FloatList(stacks * 4);
    this.#labelStarts = new IntList(stacks);
    this.#labelKeys = new IntList(stacks);
    this.#labelTexts = new IntList(stacks);
    this.#labelNumbers = new FloatList(stacks);
    this.#labelUnits = new IntList(stacks);
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
    const locations = this.#locations.done();
    // Where ids are 1, 2, 3 … each entry is an index already, and none needs to be looked at.
    const isDone = this.#isPlain && ids.isPlain && this.#highest <= ids.count;
    if (!isDone && !ids.resolve(locations)) {
      throw new MalformedError('has a stack with a location that it does not define');
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
      this.#readLocation(reader, ids);
      return;
    }
    const outer = reader.enter();
    const list = this.#locations;
    list.reserve(reader.end - reader.pos);
    for (;;) {
      list.length = readIds(reader, list.data, list.length, ids.dense);
      if (reader.pos >= reader.end) break;
      this.#readLocation(reader, ids);
    }
    reader.leave(outer);
    if (reader.highest > this.#highest) this.#highest = reader.highest;
  }

  /** Reads one id of any size. */
  #readLocation(reader: WireReader, ids: IdTable): void {
    const slot = ids.slot(reader.id());
    if (slot < 0 || slot >= ids.dense) this.#isPlain = false;
    else if (slot >= this.#highest) this.#highest = slot + 1;
    this.#locations.push(slot);
  }

  #readValues(reader: WireReader): void {
    if (reader.wire === 0) {
      this.#readValue(reader);
      return;
    }
    const outer = reader.enter();
    const list = this.#values;
    list.reserve(reader.end - reader.pos);
    for (;;) {
      list.length = readNumbers(reader, list.data, list.length);
      if (reader.pos >= reader.end) break;
      this.#readValue(reader);
    }
    reader.leave(outer);
  }

  #readValue(reader: WireReader): void {
    const { rounded } = reader;
    const value = reader.int();
    if (reader.rounded !== rounded) this.#exact.set(this.#values.length, reader.lastInt());
    this.#values.push(value);
  }

  #readLabel(reader: WireReader): void {
    const label = this.#label;
    label[1] = label[2] = label[3] = label[4] = 0;
    const outer = reader.enter();
    readSmallFields(reader, label);
    while (reader.next()) {
      if (reader.field > 4 || reader.wire !== 0) reader.skip();
      else label[reader.field] = reader.field === 3 ? reader.int() : reader.index();
    }
    reader.leave(outer);
    const text = label[2] as number;
    const number = label[3] as number;
    const unit = label[4] as number;
    // A label that says nothing is none (profile/encode.go postDecode).
    if (text === 0 && number === 0 && unit === 0) return;
    this.#labelKeys.push(label[1] as number);
    this.#labelTexts.push(text);
    this.#labelNumbers.push(number);
    this.#labelUnits.push(unit);
  }
}
