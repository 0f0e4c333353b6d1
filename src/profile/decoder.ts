import { StackColumns } from './decode-stacks.ts';
import { StringColumns } from './decode-strings.ts';
import { FunctionColumns, LocationColumns } from './decode-tables.ts';
import { IdTable } from './id-table.ts';
import type { Mapping, Profile, ValueType } from './profile.ts';
import { MalformedError, WireReader } from './wire-reader.ts';

const nanosPerMs = 1e6;

type IndexPair = readonly [type: number, unit: number];
type RawMapping = Omit<Mapping, 'file' | 'buildId'> & { file: number; buildId: number };
type Text = 'defaultSampleType' | 'dropFrames' | 'keepFrames' | 'docUrl';

/** Numbered fields that hold a string: what they are called here. */
const texts: Readonly<Record<number, Text>> = {
  7: 'dropFrames',
  8: 'keepFrames',
  14: 'defaultSampleType',
  15: 'docUrl',
};

/** The state of one decoding: the columns so far. */
export class Decoder {
  /** What is read: of a profile in pieces their bytes change. */
  readonly reader: WireReader;
  readonly #locationIds: IdTable;
  readonly #functionIds: IdTable;
  readonly #mappingIds: IdTable;
  readonly #stacks: StackColumns;
  readonly #locations = new LocationColumns();
  readonly #functions = new FunctionColumns();
  readonly #mappings: RawMapping[] = [];
  readonly #strings: StringColumns;
  readonly #sampleTypes: IndexPair[] = [];
  readonly #comments: number[] = [];
  #periodType: IndexPair | null = null;
  #period = 0;
  #texts: Partial<Record<Text, number>> = {};
  #timeNanos: bigint | null = null;
  #durationNanos = 0;

  /**
   * `bytes`: the whole profile, or what comes first of one in pieces; `length`: of all of it, where the first is a guess
   * that saves copies.
   */
  constructor(bytes: Uint8Array, from: 'whole' | 'pieces', length: number) {
    this.reader = new WireReader(bytes);
    this.#strings = new StringColumns(from);
    this.#stacks = new StackColumns(length);
    // Dense ids cannot exceed the number of messages, and each message takes four bytes or more.
    const dense = (length >> 2) + 2;
    this.#locationIds = new IdTable('location', dense);
    this.#functionIds = new IdTable('function', dense);
    this.#mappingIds = new IdTable('mapping', Math.min(dense, 1024));
  }

  /** Reads what is left, and answers what all of it is. */
  profile(): Profile {
    while (this.reader.next()) this.readField();
    return this.#assemble();
  }

  /** Reads the field whose tag the reader has just read. */
  readField(): void {
    const { reader } = this;
    if (reader.wire === 0) this.#readNumber(reader);
    else if (reader.wire !== 2) reader.skip();
    else {
      const outer = reader.enter();
      this.#readPart(reader);
      reader.leave(outer);
    }
  }

  #readPart(reader: WireReader): void {
    switch (reader.field) {
      case 1:
        this.#sampleTypes.push(readValueType(reader));
        break;
      case 2:
        this.#stacks.read(reader, this.#locationIds);
        break;
      case 3:
        this.#readMapping(reader);
        break;
      case 4:
        this.#locations.read(reader, this.#locationIds, this.#functionIds, this.#mappingIds);
        break;
      case 5:
        this.#functions.read(reader, this.#functionIds);
        break;
      case 6:
        this.#strings.read(reader);
        break;
      case 11:
        this.#periodType = readValueType(reader);
        break;
      case 13:
        while (reader.pos < reader.end) this.#comments.push(reader.index());
        break;
      default:
        // A field of a later version: the caller leaves the part unread.
        break;
    }
  }

  #readNumber(reader: WireReader): void {
    switch (reader.field) {
      case 9:
        if (this.#timeNanos !== null) {
          throw new MalformedError('is two profiles one after the other: give them one by one');
        }
        this.#timeNanos = reader.bigInt();
        break;
      case 10:
        this.#durationNanos = reader.int();
        break;
      case 12:
        this.#period = reader.int();
        break;
      case 13:
        this.#comments.push(reader.index());
        break;
      default: {
        const text = texts[reader.field];
        if (text === undefined) reader.skip();
        else this.#texts[text] = reader.index();
      }
    }
  }

  #readMapping(reader: WireReader): void {
    let id: number | bigint = 0;
    const fields = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    while (reader.next()) {
      if (reader.wire !== 0 || reader.field > 10) reader.skip();
      else if (reader.field === 1) id = reader.id();
      else fields[reader.field] = reader.uint();
    }
    this.#mappingIds.define(id);
    const [, , start = 0, limit = 0, offset = 0, file = 0, buildId = 0, ...flags] = fields;
    const resolved = flags.reduce((bits, flag, bit) => (flag === 0 ? bits : bits | (1 << bit)), 0);
    this.#mappings.push({ start, limit, offset, file, buildId, resolved });
  }

  #assemble(): Profile {
    const strings = this.#strings.done(this.reader.bytes);
    const text = (index: number): string => {
      if (index < 0 || (index > 0 && index >= strings.length)) {
        throw new MalformedError('refers to a string that its table does not have');
      }
      return strings.get(index);
    };
    const valueType = ([type, unit]: IndexPair): ValueType => ({
      type: text(type),
      unit: text(unit),
    });
    if (this.#sampleTypes.length === 0) throw new MalformedError('has no sample type');
    const periodType = this.#periodType;
    return {
      sampleTypes: this.#sampleTypes.map(valueType),
      defaultSampleType: text(this.#texts.defaultSampleType ?? 0),
      dropFrames: text(this.#texts.dropFrames ?? 0),
      keepFrames: text(this.#texts.keepFrames ?? 0),
      docUrl: text(this.#texts.docUrl ?? 0),
      periodType: periodType === null ? null : valueType(periodType),
      period: this.#period,
      atMs: this.#timeNanos === null ? null : Number(this.#timeNanos) / nanosPerMs,
      ...(this.#timeNanos === null ? {} : { timeNanos: this.#timeNanos }),
      durationMs: this.#durationNanos / nanosPerMs,
      comments: this.#comments.map(text),
      mappings: this.#mappings.map((mapping) => ({
        ...mapping,
        file: text(mapping.file),
        buildId: text(mapping.buildId),
      })),
      stacks: this.#stacks.done(this.#sampleTypes.length, this.#locationIds, strings.length),
      locations: this.#locations.done(this.#functionIds, this.#mappingIds),
      functions: this.#functions.done(strings.length),
      strings,
      roundedValues: this.reader.rounded,
    };
  }
}

function readValueType(reader: WireReader): IndexPair {
  let type = 0;
  let unit = 0;
  while (reader.next()) {
    if (reader.wire !== 0) reader.skip();
    else if (reader.field === 1) type = reader.index();
    else if (reader.field === 2) unit = reader.index();
    else reader.skip();
  }
  return [type, unit];
}
