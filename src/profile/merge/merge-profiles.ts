import { type Result, success } from '../../model/result.ts';
import type { Profile, Stacks } from '../profile.ts';
import { StackColumns } from '../stack-columns.ts';
import { mergeHeaders } from './merge-headers.ts';
import { MergedTables } from './merged-tables.ts';
import { StringPool } from './string-pool.ts';
import { TupleTable } from './tuple-table.ts';

/**
 * Several profiles as one, as pprof merges them (profile/merge.go): stacks with the same places and the
 * same labels are added, those that come to 0 in every column are left out, tables are renumbered in
 * the order of first use. Fails where the profiles count different things.
 */
export function mergeProfiles(profiles: readonly [Profile, ...Profile[]]): Result<Profile> {
  return merge(profiles, false);
}

/** `isUnique`: no two stacks are equal, and none has to be looked for. */
function merge(profiles: readonly [Profile, ...Profile[]], isUnique: boolean): Result<Profile> {
  const headers = mergeHeaders(profiles);
  if (!headers.ok) return headers;
  const strings = new StringPool();
  const tables = new MergedTables();
  const stacks = new MergedStacks(headers.value.sampleTypes.length, isUnique);
  for (const profile of profiles) {
    const stringOf = strings.adopt(profile.strings);
    stacks.add(profile.stacks, tables.adopt(profile, stringOf), stringOf);
  }
  const merged = {
    ...headers.value,
    ...tables.done(),
    stacks: stacks.done(),
    strings: strings.done(),
  };
  // What cancelled out is gone only when the tables are made again without it.
  return stacks.hasZero() ? merge([merged], true) : success(merged);
}

/** The stacks so far, each once. */
class MergedStacks {
  readonly #width: number;
  readonly #isUnique: boolean;
  readonly #tuples = new TupleTable();
  readonly #columns = new StackColumns();
  #tuple = new Int32Array(512);

  constructor(width: number, isUnique: boolean) {
    this.#width = width;
    this.#isUnique = isUnique;
  }

  add(
    stacks: Stacks,
    locationOf: (index: number) => number,
    stringOf: (index: number) => number,
  ): void {
    const width = this.#width;
    for (let stack = 0; stack < stacks.count; stack++) {
      if (isZero(stacks.values, stack * width, width)) continue;
      const depth = this.#readPath(stacks, stack, locationOf);
      const labels = labelsOf(stacks, stack, stringOf);
      const number = this.#isUnique
        ? this.#columns.count
        : this.#tuples.intern(this.#tuple, this.#readLabels(depth, labels));
      if (number === this.#columns.count) this.#append(depth, labels);
      for (let type = 0; type < width; type++) {
        this.#columns.values.add(
          number * width + type,
          stacks.values[stack * width + type] as number,
        );
      }
    }
  }

  hasZero(): boolean {
    const values = this.#columns.values.done();
    for (let i = 0; i < values.length; i += this.#width) {
      if (isZero(values, i, this.#width)) return true;
    }
    return false;
  }

  done(): Stacks {
    return this.#columns.done();
  }

  /** Writes the locations into the tuple and answers how many there are. */
  #readPath({ starts, locations }: Stacks, stack: number, locationOf: (i: number) => number) {
    const from = starts[stack] as number;
    const depth = (starts[stack + 1] as number) - from;
    if (depth * 2 > this.#tuple.length) this.#tuple = new Int32Array(depth * 4);
    for (let i = 0; i < depth; i++) this.#tuple[i] = locationOf(locations[from + i] as number);
    return depth;
  }

  /** Writes the labels behind the locations; -1 parts them. Labels are compared in any order of keys. */
  #readLabels(depth: number, labels: readonly MergedLabel[]): number {
    const length = depth + 1 + labels.length * 5;
    if (length + 2 > this.#tuple.length) {
      const wider = new Int32Array(length * 2);
      wider.set(this.#tuple.subarray(0, depth));
      this.#tuple = wider;
    }
    const tuple = this.#tuple;
    tuple[depth] = -1;
    const sorted = labels.length < 2 ? labels : labels.toSorted(byKindAndKey);
    let end = depth + 1;
    for (const { key, text, number, unit } of sorted) {
      bits[0] = number;
      tuple[end++] = key;
      tuple[end++] = text;
      tuple[end++] = unit;
      tuple[end++] = halves[0] as number;
      tuple[end++] = halves[1] as number;
    }
    return length;
  }

  #append(depth: number, labels: readonly MergedLabel[]): void {
    this.#columns.begin();
    this.#columns.locations.pushAll(this.#tuple, depth);
    for (let type = 0; type < this.#width; type++) this.#columns.values.push(0);
    for (const { key, text, number, unit } of labels) {
      this.#columns.label(key, text, number, unit);
    }
  }
}

type MergedLabel = {
  readonly key: number;
  readonly text: number;
  readonly number: number;
  readonly unit: number;
};

// A double as two integers, to be compared as such.
const bits = new Float64Array(1);
const halves = new Int32Array(bits.buffer);
const noLabels: readonly MergedLabel[] = [];

function labelsOf(stacks: Stacks, stack: number, stringOf: (index: number) => number) {
  const from = stacks.labelStarts[stack] as number;
  const to = stacks.labelStarts[stack + 1] as number;
  if (from === to) return noLabels;
  const labels: MergedLabel[] = [];
  for (let i = from; i < to; i++) {
    const text = stringOf(stacks.labelTexts[i] as number);
    const number = stacks.labelNumbers[i] as number;
    const unit = stringOf(stacks.labelUnits[i] as number);
    labels.push({ key: stringOf(stacks.labelKeys[i] as number), text, number, unit });
  }
  return labels;
}

function byKindAndKey(a: MergedLabel, b: MergedLabel): number {
  return Number(a.text === 0) - Number(b.text === 0) || a.key - b.key;
}

function isZero(values: Float64Array, from: number, width: number): boolean {
  for (let i = from; i < from + width; i++) if (values[i] !== 0) return false;
  return true;
}
