import { discard } from './discard.ts';
import { IntList } from './growing-array.ts';
import { hashInts } from './hash-ints.ts';
import { slotsOf } from './slots-of.ts';

/**
 * Sequences of whole numbers, each kept once under a number of its own, from 0: a stack is one of places, a place
 * one of functions and lines. One pool and three columns, since a Map of strings would take twenty times as much.
 */
export class SequenceTable {
  readonly #pool = new IntList();
  readonly #starts = new IntList();
  /** Open addressing: sequence + 1, or 0 for a free slot. Its size is a power of two. */
  #slots = new Int32Array(1024);

  constructor() {
    this.#starts.push(0);
  }

  /** How many sequences are known. */
  get count(): number {
    return this.#starts.length - 1;
  }

  /** The number of the first `length` entries of `list`, which is a new one if they were never seen. */
  intern(list: Int32Array, length: number): number {
    if (this.#starts.length * 2 > this.#slots.length) this.#widen();
    const mask = this.#slots.length - 1;
    let slot = hashInts(list, 0, length) & mask;
    for (;;) {
      const there = (this.#slots[slot] as number) - 1;
      if (there < 0) break;
      if (this.#isSame(there, list, length)) return there;
      slot = (slot + 1) & mask;
    }
    this.#pool.pushAll(list, length);
    this.#starts.push(this.#pool.length);
    this.#slots[slot] = this.count;
    return this.count - 1;
  }

  /** The entries of a sequence: a view that is good until the next one is added. */
  at(sequence: number): Int32Array {
    return this.#pool.data.subarray(this.#starts.at(sequence), this.#starts.at(sequence + 1));
  }

  #isSame(sequence: number, list: Int32Array, length: number): boolean {
    const from = this.#starts.at(sequence);
    if (this.#starts.at(sequence + 1) - from !== length) return false;
    const pool = this.#pool.data;
    for (let i = 0; i < length; i++) if (pool[from + i] !== list[i]) return false;
    return true;
  }

  #widen(): void {
    const wider = slotsOf(this.#slots.length * 2, this.count, (sequence) =>
      hashInts(this.#pool.data, this.#starts.at(sequence), this.#starts.at(sequence + 1)),
    );
    discard(this.#slots);
    this.#slots = wider;
  }
}
