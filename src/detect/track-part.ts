/** Where a track's own numbers lie in its block, which begins with them, in bytes. */
export const trackPart = {
  last: 0,
  /** The highest value of the life; and of this and the previous bucket of the second tier. */
  peak: 8,
  peakNow: 16,
  peakBefore: 24,
  /** For the falls of 10 %: the top since the last one, its time, how many, the median interval. */
  top: 32,
  fellAt: 40,
  fallCount: 44,
  /** In whole and half base widths. */
  fallInterval: 48,
  peakBucket: 52,
  /** The first sample's time. */
  startAt: 56,
  /** The middle of the heights that are kept, as the bits of a float. */
  middleBits: 60,
} as const;

/** Bytes of all of them: what every sample asks for fits in a line of the processor's cache. */
export const trackBytes = 64;

/** A time or bucket that has not come yet. */
export const never = -(2 ** 31);
