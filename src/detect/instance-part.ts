/**
 * Where the numbers of an instance lie, in bytes. NaN: not known. Those of the newest reading are what
 * must be known of it when the next one comes; a page's other figures live on in the tracks.
 */
export const instancePart = {
  lifeStartAtMs: 0,
  seenAtMs: 8,
  lastAtMs: 16,
  limitBytes: 24,
  step: 32,
  startAtMs: 40,
  restarts: 48,
  cpuSeconds: 56,
  allocTotal: 64,
  gcCount: 72,
  requestsTotal: 80,
  lateAtMs: 88,
  /** Readings in a row that are older than the newest. */
  late: 96,
  /** Steps so far, up to a round of the ring and one less. */
  stepCount: 97,
  /** The newest times between two readings in milliseconds, a ring. */
  steps: 98,
} as const;

/** Steps that are kept. */
export const stepsKept = 9;

/** Bytes of all of them. */
export const instanceBytes = instancePart.steps + 4 * stepsKept;
