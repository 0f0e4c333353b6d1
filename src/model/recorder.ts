/** How the flight recorder keeps its ring of captures of one target. */
export type RecorderPolicy = {
  /** The most captures of one kind that the ring holds, of all lives. */
  readonly maxCaptures: number;
  /** The most bytes that they may take, of all kinds; the first, the highest and the newest stay even then. */
  readonly maxBytes: number;
  /** Lives that have ended of which a few captures are kept. */
  readonly pastLives: number;
  /** The least time between two captures while nothing presses. */
  readonly minIntervalMs: number;
};

/** What the recorder does unless told otherwise: 64 MiB fit an emptyDir and hold some 300 ordinary heap profiles. */
export const defaultRecorder: RecorderPolicy = {
  maxCaptures: 32,
  maxBytes: 64 * 1024 ** 2,
  pastLives: 3,
  minIntervalMs: 10_000,
};

/**
 * What stands for the use of a limit, the nearest to what a kernel counts first: `sys`, what the program has from the
 * system, and `heapSys`, its heap's part, may lie far above what it keeps.
 */
export type UsedAs = 'workingSet' | 'rss' | 'sys' | 'heapSys';

/** How much memory a target holds at one time, as its limit is counted. */
export type MemoryNow = {
  readonly atMs: number;
  /** When its process started; null where nobody tells. */
  readonly startAtMs: number | null;
  /** The same since the boot of its machine, in clock ticks: what no clock that is set moves. */
  readonly startTicks?: number;
  /** What counts towards the limit: the working set of its cgroup, else what is resident. */
  readonly usedBytes: number;
  /** Which figure `usedBytes` is; absent: what is resident. */
  readonly usedAs?: UsedAs;
  readonly residentBytes: number;
  /** The most that was resident since its start; null where nobody tells. */
  readonly peakBytes: number | null;
  readonly limitBytes: number | null;
  /** The kernel itself tells when it kills at the limit (cgroup v2); absent: looks have to see that it came near. */
  readonly isKillTold?: true;
};
