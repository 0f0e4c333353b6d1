import type { Bucket } from './bucket-table.ts';
import { FloatList, IntList } from './growing-array.ts';

/** Chance to be sampled from which an object counts as seen for certain: 4.6 times the rate or larger. */
const certainChance = 0.99;
/** More live objects than these are a population and not one container with its dead copies. */
const mostCopies = 3;

/** `append` multiplies a large array by 1.25: the last step was a fifth of what there is now. */
const stepShare = 0.2;

/** A container that grows by being replaced; bytes. */
export type Container = {
  /** What else than the largest object the stack holds, at each capture. */
  readonly deadCopies: readonly number[];
  /** How much the container grows at a time. */
  readonly stepSize: number;
};

/** A stack that may hold a container: its largest object at each capture, and the bytes of the others. */
type Candidate = {
  /** The capture at which it was first seen. */
  readonly since: number;
  readonly largest: number[];
  readonly others: number[];
};

/**
 * Tells a growing container from its dead copies. `append` replaces a full array by one 1.25 times as
 * large (runtime/slice.go growslice) and the old one stays in the profile until a collection that
 * began after the copy:
 *
 *     bytes          ▄█▄            what the profile says: old and new array at one capture
 *              ▄▄▄▄▄▄███▄▄▄▄        what the container holds: the largest alone, a staircase
 *        ▄▄▄▄▄▄█████████████
 *
 * So the trend of a stack with at most three certain objects, the largest of which never shrinks, is
 * read from that largest one.
 */
export class LargeObjects {
  readonly #candidates = new Map<number, Candidate>();
  /** By stack, 1: no container, whatever follows. Nothing else is kept of those, which are nearly all. */
  readonly #isNone = new IntList();

  /** Notes the certain objects of capture number `capture`. */
  note(buckets: Iterable<Bucket>, capture: number): void {
    const seen = this.#certain(buckets);
    for (const [row, stack] of seen.stacks.done().entries()) {
      const largest = seen.largest.at(row);
      const known = this.#candidates.get(stack) ?? { since: capture, largest: [], others: [] };
      if (seen.counts.at(row) > mostCopies || largest < (known.largest.at(-1) ?? 0)) {
        this.#exclude(stack);
        continue;
      }
      this.#candidates.set(stack, known);
      known.largest.push(largest);
      known.others.push(seen.bytes.at(row) - largest);
    }
    // Who was seen has as many entries as there were captures since then.
    for (const [stack, { since, largest }] of this.#candidates) {
      if (since + largest.length <= capture) this.#exclude(stack);
    }
  }

  #exclude(stack: number): void {
    this.#candidates.delete(stack);
    this.#isNone.widen(stack + 1);
    this.#isNone.data[stack] = 1;
  }

  /** The stacks with certain objects: columns, since where everything is sampled these are all stacks. */
  #certain(buckets: Iterable<Bucket>) {
    const stacks = new IntList();
    const [counts, bytes, largest] = [new FloatList(), new FloatList(), new FloatList()];
    /** By stack: its row and 1. */
    const rows = new IntList();
    for (const { stack, size, chance, now } of buckets) {
      if (chance < certainChance || now.live === 0 || this.#isNone.at(stack) === 1) continue;
      let row = rows.at(stack) - 1;
      if (row < 0) {
        row = stacks.length;
        stacks.push(stack);
        for (const column of [counts, bytes, largest]) column.push(0);
        rows.widen(stack + 1);
        rows.data[stack] = row + 1;
      }
      counts.add(row, now.live);
      // By size and not by value: unsampling makes one object a little more than itself.
      bytes.add(row, now.live * size);
      if (size > largest.at(row)) largest.data[row] = size;
    }
    return { stacks, counts, bytes, largest };
  }

  /** The growing containers by their stack, over `captures` captures. */
  containers(captures: number): ReadonlyMap<number, Container> {
    const found = new Map<number, Container>();
    for (const [stack, { since, largest, others }] of this.#candidates) {
      const sizes = new Set(since > 0 ? [0, ...largest] : largest);
      if (sizes.size < 2) continue;
      found.set(stack, {
        deadCopies: Array.from({ length: captures }, (_, i) => others[i - since] ?? 0),
        stepSize: stepShare * (largest.at(-1) ?? 0),
      });
    }
    return found;
  }
}
