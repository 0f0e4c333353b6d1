/** Go's runtime.MemProfileRate unless a program sets it: one sample in 512 KiB (runtime/mprof.go). */
export const defaultRateBytes = 512 * 1024;

/**
 * The chance that one allocation of `sizeBytes` was sampled at a mean distance of `rateBytes`:
 * 1 − exp(−size/rate) (runtime/malloc.go nextSample, a Poisson process). Rate 1 or less: all are.
 */
export function sampledChance(sizeBytes: number, rateBytes: number): number {
  if (rateBytes <= 1) return 1;
  return -Math.expm1(-Math.max(sizeBytes, 1) / rateBytes);
}

/**
 * The variance, in bytes², that each sampled object adds to an unsampled sum: s²(1 − p)/p². An object
 * stands for s/p bytes and is counted with the chance p; N objects of which n ≈ Np were sampled have
 * the variance N·s²(1 − p)/p = n·s²(1 − p)/p². Next to nothing for objects far larger than the rate.
 */
export function variancePerSampled(sizeBytes: number, rateBytes: number): number {
  const chance = sampledChance(sizeBytes, rateBytes);
  return (sizeBytes * sizeBytes * (1 - chance)) / (chance * chance);
}

/** What is known of one bucket at one capture, in sampled objects. */
export type SampledCounts = {
  readonly live: number;
  /** Allocated since the start; null where the profile counts no allocations. */
  readonly allocated: number | null;
};

/**
 * How many sampled objects at most are alive at just one of two captures, and so make the error of
 * the difference: objects alive at both cancel. Between |n2 − n1| (a pure leak) and n1 + n2 (everything
 * was replaced), as far as allocations and frees in between allow it.
 */
export function replacedBetween(before: SampledCounts, after: SampledCounts): number {
  const grown = Math.abs(after.live - before.live);
  const all = before.live + after.live;
  if (before.allocated === null || after.allocated === null) return all;
  const allocated = after.allocated - before.allocated;
  const freed = allocated - (after.live - before.live);
  return Math.max(grown, Math.min(all, allocated + freed));
}
