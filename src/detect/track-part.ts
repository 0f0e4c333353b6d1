/** Where a track's own numbers lie in its block, which begins with them, in bytes. */
export const trackPart = {
  last: 0,
  /** The highest value of the life; and of this and the previous bucket of the second tier. */
  peak: 8,
  peakNow: 16,
  peakBefore: 24,
  peakBucket: 32,
  /** The first sample's time. */
  startAt: 36,
  /** For the falls of 10 %: the top since the last one, its time, the newest intervals (a ring). */
  top: 40,
  fallInterval: 48,
  fellAt: 56,
  fallCount: 60,
  falls: 64,
} as const;

/** Bytes of all of them: the ring of falls holds eight. */
export const trackBytes = 96;

/** A time or bucket that has not come yet. */
export const never = -(2 ** 31);
