/** Steps that are kept. */
export const stepsKept = 9;

/**
 * Where the numbers of an instance lie, in bytes. NaN: not known. Those of the newest reading are what
 * must be known of it when the next one comes; a page's other figures live on in the tracks.
 */
export const instancePart = {
  lastAtMs: 0,
  startAtMs: 8,
  limitBytes: 16,
  step: 24,
  /** Readings in a row that are older than the newest. */
  late: 32,
  /** Steps so far, up to a round of the ring and one less. */
  stepCount: 33,
  /** The newest times between two readings in whole milliseconds, a ring. */
  steps: 34,
  lateAtMs: 70,
  seenAtMs: 78,
  lifeStartAtMs: 86,
  /** 1 where what follows is there: a process of which one series is all that is known tells nothing of it. */
  isLong: 94,
  ...{ restarts: 95, cpuSeconds: 103, allocTotal: 111, gcCount: 119, requestsTotal: 127 },
} as const;

/** Bytes of them: without and with those that not every process tells. */
export const instanceBytes = { short: instancePart.restarts, long: 135 } as const;
