import type { Bucket } from './bucket-table.ts';

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

type Large = { count: number; bytes: number; largest: number };

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
  /** null: no container, whatever follows. Nothing is kept of those, which are nearly all. */
  readonly #ofStack = new Map<number, Candidate | null>();

  /** Notes the certain objects of capture number `capture`. */
  note(buckets: Iterable<Bucket>, capture: number): void {
    const seen = this.#certain(buckets);
    for (const [stack, here] of seen) {
      const known = this.#ofStack.get(stack) ?? { since: capture, largest: [], others: [] };
      const shrinks = here.largest < (known.largest.at(-1) ?? 0);
      this.#ofStack.set(stack, shrinks || here.count > mostCopies ? null : known);
      known.largest.push(here.largest);
      known.others.push(here.bytes - here.largest);
    }
    for (const [stack, known] of this.#ofStack) {
      if (known !== null && !seen.has(stack)) this.#ofStack.set(stack, null);
    }
  }

  #certain(buckets: Iterable<Bucket>): ReadonlyMap<number, Large> {
    const seen = new Map<number, Large>();
    for (const { stack, size, chance, now } of buckets) {
      if (chance < certainChance || now.live === 0 || this.#ofStack.get(stack) === null) continue;
      const here = seen.get(stack) ?? { count: 0, bytes: 0, largest: 0 };
      seen.set(stack, here);
      here.count += now.live;
      // By size and not by value: unsampling makes one object a little more than itself.
      here.bytes += now.live * size;
      here.largest = Math.max(here.largest, size);
    }
    return seen;
  }

  /** The growing containers by their stack, over `captures` captures. */
  containers(captures: number): ReadonlyMap<number, Container> {
    const found = new Map<number, Container>();
    for (const [stack, known] of this.#ofStack) {
      if (known === null) continue;
      const { since, largest, others } = known;
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
