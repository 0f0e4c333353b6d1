import { IntList } from '../growing-array.ts';
import type { Profile, Stacks } from '../profile.ts';
import { isZero } from './is-zero.ts';
import { keptStacks, type MergedSource } from './kept-stacks.ts';
import { LabelSets } from './label-sets.ts';
import { hashPath, isSamePath, type Path } from './path-numbers.ts';
import type { Renumbering } from './renumbering.ts';

/**
 * The stacks of several profiles so far, each once. Where the first of its kind stands is noted and
 * nothing of it copied before it is known which are left in the end.
 */
export class MergedStacks {
  readonly #width: number;
  readonly #labels = new LabelSets();
  readonly #sources: MergedSource[] = [];
  #count = 0;
  readonly #sums: Float64Array;
  // Of each stack: the source and the place there of the first of its kind, and to be found again the hash
  // of its places and labels and the number of its labels.
  readonly #sourceOf: Int32Array;
  readonly #indexOf: Int32Array;
  readonly #hashes: Int32Array;
  readonly #labelSets: Int32Array;
  /** Open addressing: stack + 1, or 0 for a free slot. Its size is a power of two. */
  readonly #slots: Int32Array;
  /** The stack behind the one that was found last. */
  #next = 0;
  // The two stacks that are compared.
  readonly #path: Path = { list: new Int32Array(), from: 0, numbers: new Int32Array() };
  readonly #known: Path = { list: new Int32Array(), from: 0, numbers: new Int32Array() };

  /** `profiles`: all that will be added. */
  constructor(profiles: readonly Profile[]) {
    const count = profiles.reduce((sum, { stacks }) => sum + stacks.count, 0);
    this.#width = profiles[0]?.sampleTypes.length ?? 0;
    this.#sums = new Float64Array(count * this.#width);
    this.#sourceOf = new Int32Array(count);
    this.#indexOf = new Int32Array(count);
    this.#hashes = new Int32Array(count);
    this.#labelSets = new Int32Array(count);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(count * 1.5 + 1)));
  }

  /** Adds every stack that is not 0 in all columns. */
  add(stacks: Stacks, locations: Renumbering, strings: Renumbering): void {
    this.#sources.push({ stacks, locations, strings });
    const width = this.#width;
    const { values } = stacks;
    const sums = this.#sums;
    for (let stack = 0; stack < stacks.count; stack++) {
      const row = stack * width;
      if (isZero(values, row, width)) continue;
      const at = this.#number(stacks, stack, locations, strings) * width;
      for (let i = 0; i < width; i++) {
        sums[at + i] = (sums[at + i] as number) + (values[row + i] as number);
      }
    }
  }

  /** Those that did not come to 0 in all columns, by the numbers that `places` and `texts` give. */
  done(places: Renumbering, texts: Renumbering): Stacks {
    const width = this.#width;
    const kept = new IntList(this.#count);
    for (let stack = 0; stack < this.#count; stack++) {
      if (!isZero(this.#sums, stack * width, width)) kept.push(stack);
    }
    return keptStacks(
      {
        sources: this.#sources,
        sourceOf: this.#sourceOf,
        indexOf: this.#indexOf,
        values: this.#sums,
        width,
      },
      kept.done(),
      places,
      texts,
    );
  }

  /** The number of a stack here; a new one has values of 0. */
  #number(stacks: Stacks, stack: number, locations: Renumbering, strings: Renumbering): number {
    const labels = this.#labels.number(stacks, stack, strings);
    const path = this.#path;
    path.list = stacks.locations;
    path.numbers = locations.known;
    path.from = stacks.starts[stack] as number;
    const depth = (stacks.starts[stack + 1] as number) - path.from;
    // Captures of one process list their stacks in one order, so the next one is likely.
    const next = this.#next;
    if (next < this.#count && this.#labelSets[next] === labels && this.#isAt(next, depth)) {
      return this.#next++;
    }
    const hash = mixed(this.#hash(depth, locations), labels);
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const there = (slots[slot] as number) - 1;
      if (there < 0) break;
      const isAlike = this.#hashes[there] === hash && this.#labelSets[there] === labels;
      if (isAlike && this.#isAt(there, depth)) {
        this.#next = there + 1;
        return there;
      }
      slot = (slot + 1) & mask;
    }
    const added = this.#count++;
    slots[slot] = added + 1;
    this.#hashes[added] = hash;
    this.#labelSets[added] = labels;
    this.#sourceOf[added] = this.#sources.length - 1;
    this.#indexOf[added] = stack;
    return added;
  }

  /** Whether a stack has the same places as the one in `#path`, of so many. */
  #isAt(stack: number, depth: number): boolean {
    const { stacks, locations } = this.#sources[this.#sourceOf[stack] as number] as MergedSource;
    const index = this.#indexOf[stack] as number;
    const known = this.#known;
    known.from = stacks.starts[index] as number;
    if ((stacks.starts[index + 1] as number) - known.from !== depth) return false;
    known.list = stacks.locations;
    known.numbers = locations.known;
    return isSamePath(known, this.#path, depth);
  }

  #hash(depth: number, locations: Renumbering): number {
    const { list, from, numbers } = this.#path;
    const hash = hashPath(list, from, from + depth, numbers);
    if (hash >= 0) return hash;
    for (let i = from; i < from + depth; i++) locations.of(list[i] as number);
    return hashPath(list, from, from + depth, numbers);
  }
}

/** The hash of places and labels, so that the low bits depend on all of both. */
function mixed(hash: number, labels: number): number {
  const both = Math.imul(hash, 0x01000193) ^ labels;
  const spread = Math.imul(both ^ (both >>> 15), 0x2c1b3c6d);
  return spread ^ (spread >>> 13);
}
