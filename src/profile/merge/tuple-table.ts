import { IntList } from '../growing-array.ts';
import { hashInts } from '../hash-ints.ts';

/**
 * Numbers lists of integers from 0 in the order in which they first come: equal lists, equal numbers.
 * One pool and one open hash table, so that a hundred thousand lists cost no object each.
 */
export class TupleTable {
  readonly #pool = new IntList(1024);
  readonly #starts = new IntList();
  /** Open addressing: number + 1, or 0 for a free slot. Its size is a power of two. */
  #slots = new Int32Array(1024);
  #count = 0;

  constructor() {
    this.#starts.push(0);
  }

  /** How many lists there are; a list whose number equals the count before `intern` is new. */
  get count(): number {
    return this.#count;
  }

  /** The number of the list that stands in the first `length` entries. */
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
    for (let i = 0; i < length; i++) this.#pool.push(list[i] as number);
    this.#starts.push(this.#pool.length);
    this.#slots[slot] = ++this.#count;
    return this.#count - 1;
  }

  #isAt(number: number, list: Int32Array, length: number): boolean {
    const from = this.#starts.at(number);
    if (this.#starts.at(number + 1) - from !== length) return false;
    for (let i = 0; i < length; i++) if (this.#pool.at(from + i) !== list[i]) return false;
    return true;
  }

  #widen(): void {
    const wider = new Int32Array(this.#slots.length * 4);
    const pool = this.#pool.done();
    const mask = wider.length - 1;
    for (let number = 0; number < this.#count; number++) {
      let slot = hashInts(pool, this.#starts.at(number), this.#starts.at(number + 1)) & mask;
      while (wider[slot] !== 0) slot = (slot + 1) & mask;
      wider[slot] = number + 1;
    }
    this.#slots = wider;
  }
}
