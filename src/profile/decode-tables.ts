import { FloatList, IntList } from './growing-array.ts';
import type { IdTable } from './id-table.ts';
import type { Functions, Locations } from './profile.ts';
import { readSmallFields } from './read-runs.ts';
import { stringIndices } from './string-indices.ts';
import { MalformedError, type WireReader } from './wire-reader.ts';

// Field numbers: google/pprof proto/profile.proto (Location, Line, Function).

/** Collects the places of a profile. */
export class LocationColumns {
  readonly #mappings = new IntList();
  readonly #addresses = new FloatList();
  readonly #lineStarts = new IntList();
  readonly #lineFunctions = new IntList();
  readonly #lineNumbers = new IntList();
  readonly #lineColumns = new IntList();
  readonly #folded = new IntList();
  /** Those of the message that is being read, and of the line in it. */
  readonly #fields = new Float64Array(6);
  readonly #lineFields = new Float64Array(4);
  readonly #ids: (number | bigint)[] = [];
  /** Whether ids run from 1, lines have columns, and places are folded: all three are rare. */
  #isPlain = { ids: true, columns: true, folded: true };

  /** Reads one Location message. */
  read(reader: WireReader, ids: IdTable, functionIds: IdTable, mappingIds: IdTable): void {
    const fields = this.#fields.fill(0);
    readSmallFields(reader, fields);
    let id: number | bigint = fields[1] as number;
    let mapping = mappingIds.slot(fields[2] as number);
    this.#lineStarts.push(this.#lineFunctions.length);
    while (reader.next()) {
      if (reader.field === 4) this.#readLine(reader, functionIds);
      else if (reader.wire !== 0 || reader.field > 5) reader.skip();
      else if (reader.field === 1) id = reader.id();
      else if (reader.field === 2) mapping = mappingIds.slot(reader.id());
      else fields[reader.field] = reader.uint();
    }
    const address = fields[3] as number;
    const folded = fields[5] as number;
    ids.define(id);
    this.#notePlain(id, folded);
    this.#mappings.push(mapping);
    this.#addresses.push(address);
  }

  /** The columns, with every function and mapping an index. */
  done(functionIds: IdTable, mappingIds: IdTable): Locations {
    const lineFunctions = this.#lineFunctions.done();
    if (!functionIds.resolve(lineFunctions)) {
      throw new MalformedError('has a line of a function that it does not define');
    }
    const mappings = this.#mappings.done();
    // A location may lack a mapping, and pprof forgives a mapping that is not there.
    mappingIds.resolve(mappings);
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
    const outer = reader.enter();
    const fields = this.#lineFields.fill(0);
    readSmallFields(reader, fields);
    let functionSlot = functionIds.slot(fields[1] as number);
    let line = fields[2] as number;
    let column = fields[3] as number;
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
  /** Those of the message that is being read. */
  readonly #fields = new Float64Array(6);

  /** Reads one Function message. */
  read(reader: WireReader, ids: IdTable): void {
    const fields = this.#fields.fill(0);
    readSmallFields(reader, fields);
    let id: number | bigint = fields[1] as number;
    while (reader.next()) {
      if (reader.wire !== 0 || reader.field > 5) reader.skip();
      else if (reader.field === 1) id = reader.id();
      else fields[reader.field] = reader.field === 5 ? reader.int() : reader.index();
    }
    ids.define(id);
    this.#names.push(fields[2] as number);
    this.#systemNames.push(fields[3] as number);
    this.#files.push(fields[4] as number);
    this.#startLines.push(fields[5] as number);
  }

  /** The columns, every string index within the table. */
  done(stringCount: number): Functions {
    return {
      count: this.#names.length,
      names: stringIndices(this.#names, stringCount),
      systemNames: stringIndices(this.#systemNames, stringCount),
      files: stringIndices(this.#files, stringCount),
      startLines: this.#startLines.done(),
    };
  }
}
