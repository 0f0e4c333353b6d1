import { IntList } from './growing-array.ts';
import { MalformedError } from './wire-reader.ts';

/**
 * The ids of one kind of message (location, function, mapping) and the index that each stands for.
 * References come before what they refer to, so an id first gets a slot and an index later. Ids are
 * 1, 2, 3 … as a rule, and then a slot, which is the id less one, is the index; hashes work too.
 */
export class IdTable {
  readonly #kind: string;
  /** Slots below it are of small ids. */
  readonly dense: number;
  readonly #others = new Map<number | bigint, number>();
  readonly #defined = new IntList();
  #last = -1;
  /** Whether the slot of everything that was defined is its index. */
  isPlain = true;

  /** `kind` is for messages. */
  constructor(kind: string, dense: number) {
    this.#kind = kind;
    this.dense = dense;
  }

  /** How many ids were defined. */
  get count(): number {
    return this.#defined.length;
  }

  /** The slot of an id that something refers to; -1 for 0, which refers to nothing. */
  slot(id: number | bigint): number {
    if (typeof id === 'number' && id <= this.dense) return id - 1;
    const known = this.#others.get(id);
    if (known !== undefined) return known;
    const slot = this.dense + this.#others.size;
    this.#others.set(id, slot);
    return slot;
  }

  /** Notes that the next index has this id. */
  define(id: number | bigint): void {
    if (id === 0) throw new MalformedError(`has a ${this.#kind} with the id 0`);
    const slot = this.slot(id);
    if (slot !== this.#defined.length) this.isPlain = false;
    if (slot > this.#last) this.#last = slot;
    this.#defined.push(slot);
  }

  /** Puts the index in place of every slot of a list, -1 where there is none; whether all have one. */
  resolve(slots: Int32Array): boolean {
    if (this.isPlain) return isWithin(slots, this.#defined.length);
    const indices = this.#indices();
    let isWhole = true;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i] as number;
      const index = slot >= 0 && slot < indices.length ? (indices[slot] as number) : -1;
      if (index < 0) isWhole = false;
      slots[i] = index;
    }
    return isWhole;
  }

  /** The index of each slot up to the last that was defined. */
  #indices(): Int32Array {
    const indices = new Int32Array(this.#last + 1).fill(-1);
    const defined = this.#defined.done();
    for (let index = 0; index < defined.length; index++) {
      const slot = defined[index] as number;
      if (indices[slot] !== -1) throw new MalformedError(`has two ${this.#kind}s with one id`);
      indices[slot] = index;
    }
    return indices;
  }
}

/** Makes everything outside of `0 .. count` -1, and says whether nothing was. */
function isWithin(slots: Int32Array, count: number): boolean {
  let isWhole = true;
  for (let i = 0; i < slots.length; i++) {
    if ((slots[i] as number) >>> 0 < count) continue;
    slots[i] = -1;
    isWhole = false;
  }
  return isWhole;
}
