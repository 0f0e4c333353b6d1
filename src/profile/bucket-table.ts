import { FloatList, IntList } from './growing-array.ts';
import type { Profile } from './profile.ts';
import type { ProfileColumns } from './profile-columns.ts';
import { replacedBetween, sampledChance, variancePerSampled } from './sampling.ts';
import { sizeLabel } from './size-label.ts';

/** What a bucket held at one capture: bytes (or goroutines), sampled objects alive and ever allocated. */
type Holding = { readonly value: number; readonly live: number; readonly allocated: number };

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

/** A bucket's three holdings of three numbers each, one after the other. */
const holding = 3;
const width = 3 * holding;
const [first, before, now] = [0, holding, 2 * holding];

/**
 * The buckets of the captures of one process: the first, the one before, and the one loaded now. Kept as columns,
 * 84 bytes each, since a large program has 100,000 and they are compared beside it in its pod; a bucket that is
 * looked at becomes an object for as long as that takes.
 */
export class BucketTable implements Iterable<Bucket> {
  readonly #columns: ProfileColumns;
  readonly #stacks = new IntList();
  readonly #sizes = new FloatList();
  readonly #held = new FloatList();
  /** Open addressing by stack and size: bucket + 1, or 0 for a free slot. Its size is a power of two. */
  #slots = new Int32Array(1024);
  /** The one bucket of a stack whose objects are not told apart by size. */
  readonly #mixedOf = new Map<number, number>();
  #captures = 0;

  constructor(columns: ProfileColumns) {
    this.#columns = columns;
  }

  /** How many buckets there are: their numbers run from 0. */
  get count(): number {
    return this.#stacks.length;
  }

  /** Whether a bucket has objects of several sizes, which the profile does not tell apart. */
  isMixed({ stack, size }: Bucket): boolean {
    const mixed = this.#mixedOf.get(stack);
    return mixed !== undefined && this.#sizes.at(mixed) === size;
  }

  /** The stack of a bucket. */
  stackOf(bucket: number): number {
    return this.#stacks.at(bucket);
  }

  /** A bucket by its number, as it is now. */
  bucket(number: number): Bucket {
    const size = this.#sizes.at(number);
    const counted = this.#columns.unit === 'count';
    return {
      stack: this.#stacks.at(number),
      size,
      chance: this.#chance(size),
      // Goroutines come and go at random like any arrivals: a count of n varies by √n (Poisson).
      varianceEach: counted ? 1 : variancePerSampled(size, this.#columns.rateBytes),
      first: this.#holding(number, first),
      before: this.#holding(number, before),
      now: this.#holding(number, now),
    };
  }

  *[Symbol.iterator](): Iterator<Bucket> {
    for (let i = 0; i < this.count; i++) yield this.bucket(i);
  }

  /** Loads a capture as `now`. `stacks`: the number of each stack of the profile. */
  load(profile: Profile, stacks: Int32Array): Succession {
    const columns = this.#columns;
    this.#eachHolding((at) => this.#held.data.fill(0, at + now, at + width));
    const types = profile.sampleTypes.length;
    const { values } = profile.stacks;
    for (let i = 0; i < profile.stacks.count; i++) {
      const at = (column: number) => (column < 0 ? 0 : (values[i * types + column] as number));
      const value = at(columns.live);
      const labelled = columns.unit === 'count' ? 1 : sizeLabel(profile, i);
      const stack = stacks[i] as number;
      const bucket =
        labelled > 0 ? this.#find(stack, labelled) : this.#mixed(stack, value, at(columns.objects));
      const size = this.#sizes.at(bucket);
      const chance = this.#chance(size);
      // Unsampled objects times the chance are the sampled ones again (runtime/pprof scaleHeapSample).
      const isCounted = columns.objects >= 0 && (labelled > 0 || columns.rateBytes <= 1);
      const objects = isCounted ? at(columns.objects) : value / size;
      const place = bucket * width + now;
      this.#held.add(place, value);
      this.#held.add(place + 1, Math.round(objects * chance));
      this.#held.add(place + 2, Math.round(at(columns.allocated) * chance));
    }
    return this.#succession();
  }

  /** Makes `now` the capture that the next one is compared with. */
  keep(): void {
    const { data } = this.#held;
    this.#eachHolding((at) => {
      if (this.#captures === 0) data.copyWithin(at + first, at + now, at + width);
      data.copyWithin(at + before, at + now, at + width);
    });
    this.#captures++;
  }

  /** Makes the capture that was kept last `now` again. */
  restore(): void {
    this.#eachHolding((at) => this.#held.data.copyWithin(at + now, at + before, at + now));
  }

  /** What all buckets hold now. */
  total(): number {
    let total = 0;
    this.#eachHolding((at) => {
      total += this.#held.at(at + now);
    });
    return total;
  }

  /**
   * The variance, in the unit squared, of what the bucket held before and holds now: the error of sampling,
   * and that objects which come and go are there or not at the moment of a capture, by chance (Poisson, as
   * far as what is allocated is freed again). The latter shows where objects are so large that each is
   * sampled: a buffer of 600 KiB that half of the captures catch.
   */
  variance(bucket: Bucket, since: 'first' | 'before'): number {
    const sampled = bucket.varianceEach * this.replaced(bucket, since);
    return sampled + this.#presence(bucket, bucket[since].live + bucket.now.live);
  }

  /** The same of what it holds now alone. */
  levelVariance(bucket: Bucket): number {
    const { live } = bucket.now;
    return bucket.varianceEach * live + this.#presence(bucket, live);
  }

  #presence({ first, now, size, chance }: Bucket, live: number): number {
    const made = now.allocated - first.allocated;
    if (this.#columns.allocated < 0 || made <= 0) return 0;
    const freed = made - (now.live - first.live);
    return ((size * size) / chance) * live * Math.max(0, Math.min(1, freed / made));
  }

  /** The most sampled objects that can have been replaced since the first capture, or the one before. */
  replaced(bucket: Bucket, since: 'first' | 'before'): number {
    const counts = ({ live, allocated }: Holding) => ({
      live,
      allocated: this.#columns.allocated < 0 ? null : allocated,
    });
    return replacedBetween(counts(bucket[since]), counts(bucket.now));
  }

  #succession(): Succession {
    if (this.#captures === 0) return 'first';
    if (this.#columns.unit === 'count') return 'later';
    let isSame = true;
    let known = 0;
    let forgotten = 0;
    let gained = 0;
    for (const { before, now, size, chance } of this) {
      isSame &&=
        before.value === now.value &&
        before.live === now.live &&
        before.allocated === now.allocated;
      const change = ((now.allocated - before.allocated) * size) / chance;
      known += (before.allocated * size) / chance;
      if (change < 0) forgotten -= change;
      else gained += change;
    }
    if (isSame) return 'same-cycle';
    return forgotten > gained || forgotten > known * forgottenShare ? 'other-process' : 'later';
  }

  /**
   * The one bucket of a stack whose objects are not told apart by size, as V8 and stores of profiles have it: by
   * the mean of what is alive when it is first seen. Another mean later is another mixture and no other
   * bucket. At most the sampling rate: below it, whatever the size, a sampled object stands for about as many
   * bytes as the rate and makes as much error; of larger ones that takes more error than there is, never less.
   */
  #mixed(stack: number, bytes: number, objects: number): number {
    const known = this.#mixedOf.get(stack);
    if (known !== undefined) return known;
    const { rateBytes } = this.#columns;
    const mean = objects > 0 ? Math.max(1, Math.round(bytes / objects)) : Math.max(1, bytes);
    const made = this.#find(stack, rateBytes <= 1 ? mean : Math.min(mean, rateBytes));
    this.#mixedOf.set(stack, made);
    return made;
  }

  /** The number of the bucket of a stack and a size, a new one if need be. */
  #find(stack: number, size: number): number {
    if (this.count * 2 >= this.#slots.length) this.#widen();
    const slot = this.#slot(stack, size);
    const known = (this.#slots[slot] as number) - 1;
    if (known >= 0) return known;
    this.#stacks.push(stack);
    this.#sizes.push(size);
    for (let i = 0; i < width; i++) this.#held.push(0);
    this.#slots[slot] = this.count;
    return this.count - 1;
  }

  /** Where a bucket is in the slots, or would be. */
  #slot(stack: number, size: number): number {
    const mask = this.#slots.length - 1;
    // Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4).
    let slot = (Math.imul(stack ^ Math.imul(size, 0x85ebca6b), 0x9e3779b1) >>> 7) & mask;
    for (;;) {
      const there = (this.#slots[slot] as number) - 1;
      if (there < 0) return slot;
      if (this.#stacks.at(there) === stack && this.#sizes.at(there) === size) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #widen(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let i = 0; i < this.count; i++) {
      this.#slots[this.#slot(this.#stacks.at(i), this.#sizes.at(i))] = i + 1;
    }
  }

  #chance(size: number): number {
    return this.#columns.unit === 'count' ? 1 : sampledChance(size, this.#columns.rateBytes);
  }

  #holding(bucket: number, which: number): Holding {
    const at = bucket * width + which;
    return {
      value: this.#held.at(at),
      live: this.#held.at(at + 1),
      allocated: this.#held.at(at + 2),
    };
  }

  /** Calls with the place of each bucket's first holding. */
  #eachHolding(act: (at: number) => void): void {
    for (let i = 0; i < this.count; i++) act(i * width);
  }
}
