import { FloatList, IntList } from './growing-array.ts';
import type { IdTable } from './id-table.ts';
import type { Functions, Locations, Stacks } from './profile.ts';
import { MalformedError, type WireReader } from './wire-reader.ts';

// Field numbers: google/pprof proto/profile.proto (Sample, Label, Location, Line, Function).

/** Collects the stack weights of a profile. */
export class StackColumns {
  readonly #starts = new IntList();
  readonly #locations: IntList;
  readonly #values = new FloatList();
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
      labelStarts: this.#labelStarts.done(),
      labelKeys: checked(this.#labelKeys, stringCount),
      labelTexts: checked(this.#labelTexts, stringCount),
      labelNumbers: this.#labelNumbers.done(),
      labelUnits: checked(this.#labelUnits, stringCount),
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
      this.#values.push(reader.int());
      return;
    }
    const outer = reader.enter();
    while (reader.pos < reader.end) this.#values.push(reader.int());
    reader.leave(outer);
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

/** Collects the places of a profile. */
export class LocationColumns {
  readonly #mappings = new IntList();
  readonly #addresses = new FloatList();
  readonly #lineStarts = new IntList();
  readonly #lineFunctions = new IntList();
  readonly #lineNumbers = new IntList();
  readonly #lineColumns = new IntList();
  readonly #folded = new IntList();
  readonly #ids: (number | bigint)[] = [];
  /** Whether ids run from 1, lines have columns, and places are folded: all three are rare. */
  #isPlain = { ids: true, columns: true, folded: true };

  /** Reads one Location message. */
  read(reader: WireReader, ids: IdTable, functionIds: IdTable, mappingIds: IdTable): void {
    let id: number | bigint = 0;
    let mapping = -1;
    const fields = [0, 0, 0, 0, 0, 0];
    this.#lineStarts.push(this.#lineFunctions.length);
    while (reader.next()) {
      if (reader.field === 4) this.#readLine(reader, functionIds);
      else if (reader.wire !== 0 || reader.field > 5) reader.skip();
      else if (reader.field === 1) id = reader.id();
      else if (reader.field === 2) mapping = slotOrNone(reader.id(), mappingIds);
      else fields[reader.field] = reader.uint();
    }
    const [, , , address = 0, , folded = 0] = fields;
    ids.define(id);
    this.#notePlain(id, folded);
    this.#mappings.push(mapping);
    this.#addresses.push(address);
  }

  /** The columns, with every function and mapping an index. */
  done(functionIds: IdTable, mappingIds: IdTable): Locations {
    const functionIndices = functionIds.resolve();
    const mappingIndices = mappingIds.resolve();
    const lineFunctions = this.#lineFunctions.done();
    for (let i = 0; i < lineFunctions.length; i++) {
      const index = functionIndices[lineFunctions[i] as number] as number;
      if (index < 0) throw new MalformedError('has a line of a function that it does not define');
      lineFunctions[i] = index;
    }
    const mappings = this.#mappings.done();
    for (let i = 0; i < mappings.length; i++) {
      const slot = mappings[i] as number;
      // A location may lack a mapping, and pprof forgives a mapping that is not there.
      mappings[i] = slot < 0 ? -1 : (mappingIndices[slot] as number);
    }
    this.#lineStarts.push(lineFunctions.length);
    return {
      count: mappings.length,
      mappings,
      addresses: this.#addresses.done(),
      lineStarts: this.#lineStarts.done(),
      lineFunctions,
      lineNumbers: this.#lineNumbers.done(),
      ...(this.#isPlain.columns ? {} : { lineColumns: this.#lineColumns.done() }),
      ...(this.#isPlain.folded ? {} : { folded: Uint8Array.from(this.#folded.done()) }),
      ...(this.#isPlain.ids ? {} : { ids: this.#ids }),
    };
  }

  #notePlain(id: number | bigint, folded: number): void {
    this.#ids.push(id);
    this.#folded.push(folded === 0 ? 0 : 1);
    if (id !== this.#ids.length) this.#isPlain.ids = false;
    if (folded !== 0) this.#isPlain.folded = false;
  }

  #readLine(reader: WireReader, functionIds: IdTable): void {
    let functionSlot = functionIds.slot(0);
    let line = 0;
    let column = 0;
    const outer = reader.enter();
    while (reader.next()) {
      if (reader.wire !== 0) reader.skip();
      else if (reader.field === 1) functionSlot = functionIds.slot(reader.id());
      else if (reader.field === 2) line = reader.int();
      else if (reader.field === 3) column = reader.int();
      else reader.skip();
    }
    reader.leave(outer);
    this.#lineFunctions.push(functionSlot);
    this.#lineNumbers.push(line);
    this.#lineColumns.push(column);
    if (column !== 0) this.#isPlain.columns = false;
  }
}

/** Collects the functions of a profile. */
export class FunctionColumns {
  readonly #names = new IntList();
  readonly #systemNames = new IntList();
  readonly #files = new IntList();
  readonly #startLines = new IntList();

  /** Reads one Function message. */
  read(reader: WireReader, ids: IdTable): void {
    let id: number | bigint = 0;
    const fields = [0, 0, 0, 0, 0, 0];
    while (reader.next()) {
      if (reader.wire !== 0 || reader.field > 5) reader.skip();
      else if (reader.field === 1) id = reader.id();
      else fields[reader.field] = reader.field === 5 ? reader.int() : reader.index();
    }
    ids.define(id);
    const [, , name = 0, systemName = 0, file = 0, startLine = 0] = fields;
    this.#names.push(name);
    this.#systemNames.push(systemName);
    this.#files.push(file);
    this.#startLines.push(startLine);
  }

  /** The columns, every string index within the table. */
  done(stringCount: number): Functions {
    return {
      count: this.#names.length,
      names: checked(this.#names, stringCount),
      systemNames: checked(this.#systemNames, stringCount),
      files: checked(this.#files, stringCount),
      startLines: this.#startLines.done(),
    };
  }
}

function slotOrNone(id: number | bigint, ids: IdTable): number {
  return id === 0 ? -1 : ids.slot(id);
}

function checked(list: IntList, stringCount: number): Int32Array {
  const indices = list.done();
  for (const index of indices) {
    // Index 0 is the empty string, which a profile without any string still means.
    if (index < 0 || (index > 0 && index >= stringCount)) {
      throw new MalformedError('refers to a string that its table does not have');
    }
  }
  return indices;
}
