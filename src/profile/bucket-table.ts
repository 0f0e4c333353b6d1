import type { Profile } from './profile.ts';
import type { ProfileColumns } from './profile-columns.ts';
import { replacedBetween, sampledChance, variancePerSampled } from './sampling.ts';
import { sizeLabel } from './size-label.ts';

/** What a bucket held at one capture: bytes (or goroutines), sampled objects alive and ever allocated. */
type Holding = { value: number; live: number; allocated: number };

/**
 * All that was allocated on one stack in one size, which is how Go's runtime counts (runtime/mprof.go).
 * Objects of one size have one chance to be sampled, so the sampling error is known for each bucket.
 */
export type Bucket = {
  readonly stack: number;
  /** Bytes of one object; 1 for a goroutine. */
  readonly size: number;
  /** The chance that an object was sampled, and the variance that each sampled one adds. */
  readonly chance: number;
  readonly varianceEach: number;
  readonly first: Holding;
  readonly before: Holding;
  readonly now: Holding;
};

/** How the capture that was loaded last stands to the one before it. */
export type Succession = 'first' | 'later' | 'same-cycle' | 'other-process';

/** Allocations that were counted before and are gone: a process never forgets more than rounding. */
const forgottenShare = 0.1;

/** The buckets of the captures of one process: the first, the one before, and the one loaded now. */
export class BucketTable {
  readonly buckets: Bucket[] = [];
  readonly #ofStack: Map<number, Bucket>[] = [];
  readonly #mixedOf = new Map<number, Bucket>();
  #captures = 0;

  /** Loads a capture as `now`. `stacks`: the number of each stack of the profile. */
  load(profile: Profile, columns: ProfileColumns, stacks: Int32Array): Succession {
    for (const { now } of this.buckets) now.value = now.live = now.allocated = 0;
    const width = profile.sampleTypes.length;
    const { values } = profile.stacks;
    for (let i = 0; i < profile.stacks.count; i++) {
      const at = (column: number) => (column < 0 ? 0 : (values[i * width + column] as number));
      const value = at(columns.live);
      const labelled = columns.unit === 'count' ? 1 : sizeLabel(profile, i);
      const stack = stacks[i] as number;
      const bucket =
        labelled > 0
          ? this.#bucket(stack, labelled, columns)
          : this.#mixed(stack, value, at(columns.objects), columns);
      bucket.now.value += value;
      // Unsampled objects times the chance are the sampled ones again (runtime/pprof scaleHeapSample).
      const isCounted = columns.objects >= 0 && (labelled > 0 || columns.rateBytes <= 1);
      const objects = isCounted ? at(columns.objects) : value / bucket.size;
      bucket.now.live += Math.round(objects * bucket.chance);
      bucket.now.allocated += Math.round(at(columns.allocated) * bucket.chance);
    }
    return this.#succession(columns);
  }

  /** Makes `now` the capture that the next one is compared with. */
  keep(): void {
    for (const { first, before, now } of this.buckets) {
      if (this.#captures === 0) Object.assign(first, now);
      Object.assign(before, now);
    }
    this.#captures++;
  }

  /**
   * The variance, in the unit squared, of what the bucket held before and holds now: the error of sampling,
   * and that objects which come and go are there or not at the moment of a capture, by chance (Poisson, as
   * far as what is allocated is freed again). The latter shows where objects are so large that each is
   * sampled: a buffer of 600 KiB that half of the captures catch.
   */
  variance(bucket: Bucket, since: 'first' | 'before', columns: ProfileColumns): number {
    const sampled = bucket.varianceEach * this.replaced(bucket, since, columns);
    return sampled + this.#presence(bucket, bucket[since].live + bucket.now.live, columns);
  }

  /** The same of what it holds now alone. */
  levelVariance(bucket: Bucket, columns: ProfileColumns): number {
    const { live } = bucket.now;
    return bucket.varianceEach * live + this.#presence(bucket, live, columns);
  }

  #presence({ first, now, size, chance }: Bucket, live: number, columns: ProfileColumns): number {
    const made = now.allocated - first.allocated;
    if (columns.allocated < 0 || made <= 0) return 0;
    const freed = made - (now.live - first.live);
    return ((size * size) / chance) * live * Math.max(0, Math.min(1, freed / made));
  }

  /** The most sampled objects that can have been replaced since the first capture, or the one before. */
  replaced(bucket: Bucket, since: 'first' | 'before', columns: ProfileColumns): number {
    const counts = ({ live, allocated }: Holding) => ({
      live,
      allocated: columns.allocated < 0 ? null : allocated,
    });
    return replacedBetween(counts(bucket[since]), counts(bucket.now));
  }

  #succession(columns: ProfileColumns): Succession {
    if (this.#captures === 0) return 'first';
    if (columns.unit === 'count') return 'later';
    if (this.buckets.every(({ before, now }) => isSame(before, now))) return 'same-cycle';
    let known = 0;
    let forgotten = 0;
    let gained = 0;
    for (const { before, now, size, chance } of this.buckets) {
      const change = ((now.allocated - before.allocated) * size) / chance;
      known += (before.allocated * size) / chance;
      if (change < 0) forgotten -= change;
      else gained += change;
    }
    return forgotten > gained || forgotten > known * forgottenShare ? 'other-process' : 'later';
  }

  /**
   * The one bucket of a stack whose objects are not told apart by size, as V8 and stores of profiles have it: by
   * the mean of what is alive when it is first seen. Another mean later is another mixture and no other
   * bucket. At most the sampling rate: below it, whatever the size, a sampled object stands for about as many
   * bytes as the rate and makes as much error; of larger ones that takes more error than there is, never less.
   */
  #mixed(stack: number, bytes: number, objects: number, columns: ProfileColumns): Bucket {
    const known = this.#mixedOf.get(stack);
    if (known !== undefined) return known;
    const mean = objects > 0 ? Math.max(1, Math.round(bytes / objects)) : Math.max(1, bytes);
    const size = columns.rateBytes <= 1 ? mean : Math.min(mean, columns.rateBytes);
    const made = this.#bucket(stack, size, columns);
    this.#mixedOf.set(stack, made);
    return made;
  }

  #bucket(stack: number, size: number, columns: ProfileColumns): Bucket {
    let bySize = this.#ofStack[stack];
    if (bySize === undefined) {
      bySize = new Map();
      this.#ofStack[stack] = bySize;
    }
    const known = bySize.get(size);
    if (known !== undefined) return known;
    const counted = columns.unit === 'count';
    const made: Bucket = {
      stack,
      size,
      chance: counted ? 1 : sampledChance(size, columns.rateBytes),
      // Goroutines come and go at random like any arrivals: a count of n varies by √n (Poisson).
      varianceEach: counted ? 1 : variancePerSampled(size, columns.rateBytes),
      first: { value: 0, live: 0, allocated: 0 },
      before: { value: 0, live: 0, allocated: 0 },
      now: { value: 0, live: 0, allocated: 0 },
    };
    bySize.set(size, made);
    this.buckets.push(made);
    return made;
  }
}

function isSame(a: Holding, b: Holding): boolean {
  return a.value === b.value && a.live === b.live && a.allocated === b.allocated;
}
