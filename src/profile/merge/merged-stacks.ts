import type { Profile, Stacks } from '../profile.ts';
import { StackColumns } from '../stack-columns.ts';
import { isZero } from './is-zero.ts';
import { LabelSets } from './label-sets.ts';
import type { Renumbering } from './renumbering.ts';

/** The stacks of several profiles so far, each once. */
export class MergedStacks {
  readonly #width: number;
  readonly #labels = new LabelSets();
  readonly #columns: StackColumns;
  // Of each stack, to be found again: the hash of its places and labels, and the number of its labels.
  readonly #hashes: Int32Array;
  readonly #labelSets: Int32Array;
  /** Open addressing: stack + 1, or 0 for a free slot. Its size is a power of two. */
  readonly #slots: Int32Array;
  /** The stack behind the one that was found last. */
  #next = 0;

  /** `profiles`: all that will be added. */
  constructor(profiles: readonly Profile[]) {
    const total = (size: (stacks: Stacks) => number) =>
      profiles.reduce((sum, { stacks }) => sum + size(stacks), 0);
    const count = total((stacks) => stacks.count);
    this.#width = profiles[0]?.sampleTypes.length ?? 0;
    this.#columns = new StackColumns({
      stacks: count,
      locations: total(({ locations }) => locations.length),
      values: count * this.#width,
      labels: total(({ labelKeys }) => labelKeys.length),
    });
    this.#hashes = new Int32Array(count);
    this.#labelSets = new Int32Array(count);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(count * 1.5 + 1)));
  }

  /** Adds every stack that is not 0 in all columns. */
  add(stacks: Stacks, locations: Renumbering, strings: Renumbering): void {
    const width = this.#width;
    const { values } = stacks;
    const sums = this.#columns.values;
    for (let stack = 0; stack < stacks.count; stack++) {
      const row = stack * width;
      if (isZero(values, row, width)) continue;
      const at = this.#number(stacks, stack, locations, strings) * width;
      if (at === sums.length) sums.length += width;
      const { data } = sums;
      for (let i = 0; i < width; i++) {
        data[at + i] = (data[at + i] as number) + (values[row + i] as number);
      }
    }
  }

  /** Whether stacks came to 0 that were not. */
  hasZero(): boolean {
    const values = this.#columns.values.done();
    for (let i = 0; i < values.length; i += this.#width) {
      if (isZero(values, i, this.#width)) return true;
    }
    return false;
  }

  /** The finished columns; call it once. */
  done(): Stacks {
    return this.#columns.done();
  }

  /** The number of a stack here; a new one has values of 0. */
  #number(stacks: Stacks, stack: number, locations: Renumbering, strings: Renumbering): number {
    const labels = this.#labels.number(stacks, stack, strings);
    // Captures of one process list their stacks in one order, so the next one is likely.
    if (this.#isNext(stacks, stack, locations, labels)) return this.#next++;
    const hash = this.#writePath(stacks, stack, locations);
    const known = this.#find(mixed(hash, labels), labels);
    if (known >= 0) {
      this.#columns.dropLast();
      this.#next = known + 1;
      return known;
    }
    this.#appendLabels(stacks, stack, strings);
    return this.#columns.count - 1;
  }

  #isNext({ starts, locations }: Stacks, stack: number, { known }: Renumbering, labels: number) {
    const next = this.#next;
    if (next >= this.#columns.count || this.#labelSets[next] !== labels) return false;
    const from = starts[stack] as number;
    const depth = (starts[stack + 1] as number) - from;
    const { data } = this.#columns.locations;
    const start = this.#columns.startOf(next);
    if (this.#columns.startOf(next + 1) - start !== depth) return false;
    for (let i = 0; i < depth; i++) {
      if (known[locations[from + i] as number] !== data[start + i]) return false;
    }
    return true;
  }

  /** Begins a stack with the new numbers of the places of another, and answers their hash (FNV-1). */
  #writePath({ starts, locations }: Stacks, stack: number, { known, of }: Renumbering): number {
    const columns = this.#columns;
    columns.begin();
    const list = columns.locations;
    const { data } = list;
    const to = starts[stack + 1] as number;
    let end = list.length;
    let hash = 0x811c9dc5;
    for (let i = starts[stack] as number; i < to; i++) {
      const location = locations[i] as number;
      const before = known[location] as number;
      const number = before < 0 ? of(location) : before;
      data[end++] = number;
      hash = Math.imul(hash, 0x01000193) ^ number;
    }
    list.length = end;
    return hash;
  }

  /** The stack that is like the last one and has these labels; -1 when the last one is the first such. */
  #find(hash: number, labels: number): number {
    const columns = this.#columns;
    const slots = this.#slots;
    const mask = slots.length - 1;
    const last = columns.count - 1;
    let slot = hash & mask;
    for (;;) {
      const there = (slots[slot] as number) - 1;
      if (there < 0) break;
      const isAlike = this.#hashes[there] === hash && this.#labelSets[there] === labels;
      if (isAlike && columns.isLikeLast(there)) return there;
      slot = (slot + 1) & mask;
    }
    this.#hashes[last] = hash;
    this.#labelSets[last] = labels;
    slots[slot] = last + 1;
    return -1;
  }

  #appendLabels(stacks: Stacks, stack: number, strings: Renumbering): void {
    const end = stacks.labelStarts[stack + 1] as number;
    for (let i = stacks.labelStarts[stack] as number; i < end; i++) {
      const text = strings.of(stacks.labelTexts[i] as number);
      const unit = strings.of(stacks.labelUnits[i] as number);
      const key = strings.of(stacks.labelKeys[i] as number);
      this.#columns.label(key, text, stacks.labelNumbers[i] as number, unit);
    }
  }
}

/** The hash of places and labels, so that the low bits depend on all of both. */
function mixed(hash: number, labels: number): number {
  const both = Math.imul(hash, 0x01000193) ^ labels;
  const spread = Math.imul(both ^ (both >>> 15), 0x2c1b3c6d);
  return spread ^ (spread >>> 13);
}
