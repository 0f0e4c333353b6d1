import type { Figures } from '../model/reading.ts';
import type { StringTable } from './string-table.ts';

/** What a column of values counts: `inuse_space` in `bytes`. */
export type ValueType = { readonly type: string; readonly unit: string };

/** A file that was mapped into the process; `address - start` survives address randomisation. */
export type Mapping = {
  readonly start: number;
  readonly limit: number;
  readonly offset: number;
  readonly file: string;
  readonly buildId: string;
  /** What was looked up for its locations, a bit each: 1 functions, 2 files, 4 lines, 8 inlined calls. */
  readonly resolved?: number;
};

/**
 * A profile in columns: one typed array for each field instead of one object for each stack, so that a
 * profile of 80,000 stacks is decoded in the time of a few memory copies. What pprof calls a sample is
 * a stack weight here. Everything is an index from 0; -1 means none.
 *
 * Values are doubles: an int64 beyond 2^53 is rounded to the nearest double (relative error below
 * 1.2e-16) and counted in `roundedValues`, so that nobody takes it for exact.
 */
export type Profile = {
  readonly sampleTypes: readonly ValueType[];
  /** The sample type that the profile itself prefers; empty when it names none. */
  readonly defaultSampleType: string;
  readonly periodType: ValueType | null;
  /** For a heap the sampling rate in bytes; 1: every allocation. 0: not given. */
  readonly period: number;
  /** When it was taken; null when the profile does not say. */
  readonly atMs: number | null;
  /** The same to the nanosecond; left out when the profile does not say. */
  readonly timeNanos?: bigint;
  readonly durationMs: number;
  readonly comments: readonly string[];
  /** Regular expressions of the frames that pprof cuts off, and of those that it keeps all the same. */
  readonly dropFrames?: string;
  readonly keepFrames?: string;
  readonly docUrl?: string;
  readonly roundedValues: number;
  /** What the process says of itself beside the profile: Go writes it into its text. */
  readonly figures?: Figures;
  readonly strings: StringTable;
  readonly mappings: readonly Mapping[];
  readonly stacks: Stacks;
  readonly locations: Locations;
  readonly functions: Functions;
};

/** The stack weights. Stack `i` is `locations[starts[i] .. starts[i + 1]]`, from the leaf to the root. */
export type Stacks = {
  readonly count: number;
  readonly starts: Int32Array;
  readonly locations: Int32Array;
  /** `values[i * sampleTypes.length + type]`. */
  readonly values: Float64Array;
  /** The values beyond 2^53 as they were written, by their place in `values`; left out without any. */
  readonly exactValues?: ReadonlyMap<number, bigint>;
  /** Labels of stack `i`: `labelStarts[i] .. labelStarts[i + 1]` in the columns below. */
  readonly labelStarts: Int32Array;
  readonly labelKeys: Int32Array;
  /** A string index; 0: the label is a number. */
  readonly labelTexts: Int32Array;
  readonly labelNumbers: Float64Array;
  readonly labelUnits: Int32Array;
};

/** Places in the code. Lines of location `i`: `lineStarts[i] .. lineStarts[i + 1]`, the innermost inlined call first. */
export type Locations = {
  readonly count: number;
  readonly mappings: Int32Array;
  readonly addresses: Float64Array;
  readonly lineStarts: Int32Array;
  readonly lineFunctions: Int32Array;
  readonly lineNumbers: Int32Array;
  /** Columns within the lines; left out when there are none. */
  readonly lineColumns?: Int32Array;
  /** Not 0: several places of the linker, folded into one. Left out when there are none. */
  readonly folded?: Uint8Array;
  /** The ids of the file; left out where they are 1, 2, 3 … */
  readonly ids?: readonly (number | bigint)[];
};

/** Functions; names and files are indices into the string table. */
export type Functions = {
  readonly count: number;
  readonly names: Int32Array;
  readonly systemNames: Int32Array;
  readonly files: Int32Array;
  readonly startLines: Int32Array;
};
