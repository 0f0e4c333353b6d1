import { hashInts } from '../hash-ints.ts';
import { slotsOf } from '../slots-of.ts';

/**
 * Numbers lists of integers from 0 in the order in which they first come: equal lists, equal numbers.
 * One pool and one open hash table, so that a hundred thousand lists cost no object each.
 */
export class TupleTable {
  #pool: Int32Array;
  #end = 0;
  /** Where each list begins in the pool, and where the last one ends. */
  #starts: Int32Array;
  /** Open addressing: number + 1, or 0 for a free slot. Its size is a power of two. */
  #slots: Int32Array;
  #count = 0;

  /** `lists`: how many to expect, each of about so many `entries`. */
  constructor(lists = 256, entries = 16) {
    this.#pool = new Int32Array(lists * entries);
    this.#starts = new Int32Array(lists + 2);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(lists * 2 + 2)));
  }

  /** The number of the list that stands in the first `length` entries; the next one if it is new. */
  intern(list: Int32Array, length: number): number {
    if (this.#count * 2 >= this.#slots.length) this.#widen();
    const mask = this.#slots.length - 1;
    let slot = hashInts(list, 0, length) & mask;
    for (;;) {
      const there = (this.#slots[slot] as number) - 1;
      if (there < 0) break;
      if (this.#isAt(there, list, length)) return there;
      slot = (slot + 1) & mask;
    }
    this.#reserve(length);
    // Lists are short: a view for `set` would take longer than the copy.
    const pool = this.#pool;
    const end = this.#end;
    for (let i = 0; i < length; i++) pool[end + i] = list[i] as number;
    this.#end = end + length;
    this.#slots[slot] = ++this.#count;
    this.#starts[this.#count] = this.#end;
    return this.#count - 1;
  }

  #isAt(number: number, list: Int32Array, length: number): boolean {
    const pool = this.#pool;
    const from = this.#starts[number] as number;
    if ((this.#starts[number + 1] as number) - from !== length) return false;
    for (let i = 0; i < length; i++) if (pool[from + i] !== list[i]) return false;
    return true;
  }

  #reserve(length: number): void {
    if (this.#end + length > this.#pool.length) {
      this.#pool = wider(this.#pool, this.#end + length);
    }
    if (this.#count + 2 > this.#starts.length) this.#starts = wider(this.#starts, this.#count + 2);
  }

  #widen(): void {
    this.#slots = slotsOf(this.#slots.length * 4, this.#count, (number) =>
      hashInts(this.#pool, this.#starts[number] as number, this.#starts[number + 1] as number),
    );
  }
}

function wider(data: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const made = new Int32Array(Math.max(least, data.length * 2));
  made.set(data);
  return made;
}
