/** The unit of every heap text. */
export const heapUnit = 'bytes';

/**
 * What a sampled row stands for: objects and bytes over the chance to be sampled of its mean object,
 * cut to whole numbers (google/pprof profile/legacy_profile.go scaleHeapSample). The mean of a stack that
 * allocates in many sizes is biased; the binary formats say each size apart.
 */
export function scaleSampled(
  objects: number,
  bytes: number,
  rateBytes: number,
): readonly [objects: number, bytes: number] {
  if (objects === 0 || bytes === 0) return [0, 0];
  if (rateBytes <= 1) return [objects, bytes];
  // In pprof's own steps, since the last digits are cut: 1 - exp, and then a product.
  const scale = 1 / (1 - Math.exp(-(bytes / objects) / rateBytes));
  return [Math.trunc(objects * scale), Math.trunc(bytes * scale)];
}
