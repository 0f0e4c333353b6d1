import { MalformedError } from './wire-reader.ts';

/**
 * The ids of one kind of message (location, function, mapping) and the index that each stands for.
 * References come before what they refer to, so an id first gets a slot and an index later. Ids are
 * small and dense as a rule and are then their own slot; hashes as ids work too.
 */
export class IdTable {
  readonly #kind: string;
  readonly #dense: number;
  readonly #others = new Map<number | bigint, number>();
  readonly #defined: number[] = [];

  /** `kind` is for messages; `dense`: ids below it need no map. */
  constructor(kind: string, dense: number) {
    this.#kind = kind;
    this.#dense = dense;
  }

  /** The slot of an id that something refers to. */
  slot(id: number | bigint): number {
    if (typeof id === 'number' && id < this.#dense) return id;
    const known = this.#others.get(id);
    if (known !== undefined) return known;
    const slot = this.#dense + this.#others.size;
    this.#others.set(id, slot);
    return slot;
  }

  /** Notes that the next index has this id. */
  define(id: number | bigint): void {
    if (id === 0) throw new MalformedError(`has a ${this.#kind} with the id 0`);
    this.#defined.push(this.slot(id));
  }

  /** The index of each slot, -1 where nothing was defined. */
  resolve(): Int32Array {
    const indices = new Int32Array(this.#dense + this.#others.size).fill(-1);
    for (const [index, slot] of this.#defined.entries()) {
      if (indices[slot] !== -1) throw new MalformedError(`has two ${this.#kind}s with one id`);
      indices[slot] = index;
    }
    return indices;
  }
}
