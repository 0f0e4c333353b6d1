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
  readonly #ofStack = new Map<number, Large[]>();

  /** Notes the certain objects of capture number `capture`. */
  note(buckets: readonly Bucket[], capture: number): void {
    for (const { stack, size, chance, now } of buckets) {
      if (chance < certainChance || now.live === 0) continue;
      const series = this.#ofStack.get(stack) ?? [];
      this.#ofStack.set(stack, series);
      const here = series[capture] ?? { count: 0, bytes: 0, largest: 0 };
      series[capture] = here;
      here.count += now.live;
      // By size and not by value: unsampling makes one object a little more than itself.
      here.bytes += now.live * size;
      here.largest = Math.max(here.largest, size);
    }
  }

  /** The growing containers by their stack, over `captures` captures. */
  containers(captures: number): ReadonlyMap<number, Container> {
    const found = new Map<number, Container>();
    for (const [stack, series] of this.#ofStack) {
      const whole = Array.from({ length: captures }, (_, i) => series[i] ?? none);
      if (isContainer(whole)) {
        found.set(stack, {
          deadCopies: whole.map(({ bytes, largest }) => Math.max(0, bytes - largest)),
          stepSize: stepShare * (whole.at(-1)?.largest ?? 0),
        });
      }
    }
    return found;
  }
}

const none: Large = { count: 0, bytes: 0, largest: 0 };

function isContainer(series: readonly Large[]): boolean {
  const rises = series.every((now, i) => i === 0 || now.largest >= (series[i - 1]?.largest ?? 0));
  const sizes = new Set(series.map(({ largest }) => largest));
  return rises && sizes.size >= 2 && series.every(({ count }) => count <= mostCopies);
}
