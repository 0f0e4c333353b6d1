import { FloatList, IntList } from '../growing-array.ts';
import type { Mapping, Profile, ValueType } from '../profile.ts';
import { StackColumns } from '../stack-columns.ts';
import { StringTable } from '../string-table.ts';

/** A call with its name, where a text gives one. */
export type NamedCall = { readonly function: string; readonly file: string; readonly line: number };

/** One row of a text: its stack as numbers of locations from the leaf on, its values and its labels. */
type TextRow = {
  readonly stack: readonly number[];
  readonly values: readonly number[];
  /** Bytes of one object; left out: not given. */
  readonly sizeBytes?: number;
  readonly labels?: Readonly<Record<string, string>>;
  /** Labels that are numbers, in a unit. */
  readonly numbers?: readonly {
    readonly key: string;
    readonly value: number;
    readonly unit: string;
  }[];
};

type TextHeader = {
  readonly sampleTypes: readonly ValueType[];
  readonly periodType: ValueType;
  readonly period: number;
  readonly mappings?: readonly Mapping[];
};

/** Where every address is when a text says nothing of the files that were mapped (as pprof has it). */
const everywhere: Mapping = { start: 0, limit: 2 ** 64, offset: 0, file: '', buildId: '' };

/** Builds the columns of a profile from what a text says, row by row. */
export class ProfileBuilder {
  readonly #strings = new Map<string, number>([['', 0]]);
  readonly #locationIds = new Map<string, number>();
  readonly #functionIds = new Map<string, number>();
  readonly #stacks = new StackColumns();
  readonly #addresses = new FloatList();
  readonly #lineStarts = new IntList();
  readonly #lineFunctions = new IntList();
  readonly #lineNumbers = new IntList();
  readonly #names = new IntList();
  readonly #files = new IntList();

  /** The number of a place: an address with the calls there, the innermost inlined one first. */
  location(address: number, calls: readonly NamedCall[]): number {
    const key = `${address} ${calls.map((call) => `${call.function} ${call.file}:${call.line}`).join()}`;
    return numberIn(this.#locationIds, key, () => {
      this.#addresses.push(address);
      this.#lineStarts.push(this.#lineFunctions.length);
      for (const call of calls) {
        this.#lineFunctions.push(this.#function(call));
        this.#lineNumbers.push(call.line);
      }
    });
  }

  /** Adds a row; `values` has one entry for each sample type. */
  row({ stack, values, sizeBytes, labels = {}, numbers = [] }: TextRow): void {
    this.#stacks.begin();
    for (const location of stack) this.#stacks.locations.push(location);
    for (const value of values) this.#stacks.values.push(value);
    // As in pprof without a unit, and also where it is 0.
    if (sizeBytes !== undefined) this.#label('bytes', 0, sizeBytes, '');
    for (const [key, text] of Object.entries(labels)) this.#label(key, this.#string(text), 0, '');
    for (const { key, value, unit } of numbers) this.#label(key, 0, value, unit);
  }

  /** How many rows there are. */
  get rows(): number {
    return this.#stacks.count;
  }

  /** The profile; call it once, when all rows are there. */
  done({ sampleTypes, periodType, period, mappings = [] }: TextHeader): Profile {
    this.#lineStarts.push(this.#lineFunctions.length);
    const known = mappings.length === 0 ? [everywhere] : mappings;
    return {
      sampleTypes,
      defaultSampleType: '',
      periodType,
      period,
      atMs: null,
      durationMs: 0,
      comments: [],
      roundedValues: 0,
      strings: StringTable.of([...this.#strings.keys()]),
      mappings: known,
      stacks: this.#stacks.done(),
      locations: {
        count: this.#addresses.length,
        mappings: Int32Array.from(this.#addresses.done(), (address) =>
          known.findIndex(({ start, limit }) => address >= start && address < limit),
        ),
        addresses: this.#addresses.done(),
        lineStarts: this.#lineStarts.done(),
        lineFunctions: this.#lineFunctions.done(),
        lineNumbers: this.#lineNumbers.done(),
      },
      functions: {
        count: this.#names.length,
        names: this.#names.done(),
        systemNames: this.#names.done(),
        files: this.#files.done(),
        startLines: new Int32Array(this.#names.length),
      },
    };
  }

  #label(key: string, text: number, number: number, unit: string): void {
    this.#stacks.label(this.#string(key), text, number, this.#string(unit));
  }

  #function({ function: name, file }: NamedCall): number {
    return numberIn(this.#functionIds, `${name}\n${file}`, () => {
      this.#names.push(this.#string(name));
      this.#files.push(this.#string(file));
    });
  }

  #string(text: string): number {
    return numberIn(this.#strings, text, () => {});
  }
}

/** The number of a key; `made` is told when it is new. */
function numberIn(ids: Map<string, number>, key: string, made: () => void): number {
  const known = ids.get(key);
  if (known !== undefined) return known;
  const id = ids.size;
  ids.set(key, id);
  made();
  return id;
}
