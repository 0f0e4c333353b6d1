import type { LifeEnd, Reading } from '../model/reading.ts';

type Known = {
  readonly startAtMs: number;
  readonly oomKills: number | undefined;
  readonly lastExit: LifeEnd | undefined;
};

/** Starts read from /proc/stat drift by up to a second. */
const driftMs = 1_000;

/**
 * Tells how the life before ended, from the kills that the kernel counts for a cgroup: one more while the process
 * was replaced, and it was killed for want of memory. A container that was started again has a new cgroup that
 * counts from 0: then nobody knows, and how near the limit it was has to tell.
 */
export class ExitWatch {
  readonly #known = new Map<string, Known>();

  /** The reading of a target, with how the life before it ended where that was seen. */
  note(targetId: string, reading: Reading): Reading {
    const { startAtMs, oomKills } = reading;
    if (startAtMs === undefined) return reading;
    const before = this.#known.get(targetId);
    const isSame = before === undefined || Math.abs(before.startAtMs - startAtMs) <= driftMs;
    const wasKilled = (oomKills ?? 0) > (before?.oomKills ?? Number.POSITIVE_INFINITY);
    const lastExit = isSame ? before?.lastExit : wasKilled ? 'oom' : undefined;
    this.#known.set(targetId, { startAtMs, oomKills, lastExit });
    return lastExit === undefined ? reading : { ...reading, lastExit };
  }
}
