import type { CountedEnd, Reading } from '../model/reading.ts';
import { isSameStart, type Start } from '../model/same-start.ts';
import type { Kills } from './kill-counter.ts';

type Known = {
  readonly start: Start;
  /** What had been counted a second before the process was last seen alive. */
  readonly alive: Kills;
  /** What was counted since, and when that was first seen; null: nothing. */
  readonly risen: { readonly kills: Kills; readonly atMs: number } | null;
  readonly exit: Pick<Reading, 'lastExit' | 'lastExitBy'>;
};

/** Starts read from /proc/stat drift by up to a second. */
const driftMs = 1_000;

/** The kernel counts a kill before it kills, and who is killed is there until it is scheduled to die. */
const dyingMs = 1_000;

/**
 * Tells how the life before ended, from the kills that the kernel counts around a process: one more while it was
 * replaced, and it was killed for want of memory. A kill while it lived on was a helper's.
 */
export class ExitWatch {
  readonly #known = new Map<string, Known>();

  /** The process of a target was alive at a time, after these kills had been counted. */
  alive(
    targetId: string,
    { start, atMs }: { readonly start: Start; readonly atMs: number },
    kills: Kills,
  ): void {
    const before = this.#known.get(targetId);
    if (before === undefined || !isSameStart(before.start, start, driftMs)) return;
    const known = { ...before, start };
    this.#known.set(targetId, known);
    const { alive, risen } = known;
    if (isMore(kills.own, alive.own) || isMore(kills.pod, alive.pod)) {
      const survived = risen !== null && atMs - risen.atMs >= dyingMs;
      if (survived) this.#known.set(targetId, { ...known, alive: risen.kills, risen: null });
      else if (risen === null) this.#known.set(targetId, { ...known, risen: { kills, atMs } });
    } else if (alive.own === undefined && alive.pod === undefined) {
      this.#known.set(targetId, { ...known, alive: kills });
    }
  }

  /**
   * Who counted a kill since the process of a target was last seen alive; null: nobody who may be asked. Where its own
   * cgroup can still be read, that of the pod tells nothing more: its kill was another container's.
   */
  killedBy(targetId: string, kills: Kills): CountedEnd | null {
    const alive = this.#known.get(targetId)?.alive;
    if (alive === undefined) return null;
    if (isMore(kills.own, alive.own)) return 'cgroup';
    if (kills.isOwnRead && alive.own !== undefined) return 'none';
    if (isMore(kills.pod, alive.pod)) return 'pod-cgroup';
    return kills.isPodRead && alive.pod !== undefined ? 'none' : null;
  }

  /**
   * The reading of a target, with how the life before it ended where that was seen. `before`: what was counted around
   * the process of that life by now; `now`: around the present one, before it was read.
   */
  note(
    targetId: string,
    reading: Reading,
    { before, now }: { readonly before: Kills; readonly now: Kills },
  ): { readonly reading: Reading; readonly isNewLife: boolean } {
    const { startAtMs, startTicks } = reading;
    if (startAtMs === undefined) return { reading, isNewLife: false };
    const start = { startAtMs, startTicks };
    const known = this.#known.get(targetId);
    if (known !== undefined && isSameStart(known.start, start, driftMs)) {
      this.alive(targetId, { start, atMs: reading.atMs }, now);
      return { reading: { ...reading, ...known.exit }, isNewLife: false };
    }
    const exit = exitOf(this.killedBy(targetId, before));
    this.#known.set(targetId, { start, alive: now, risen: null, exit });
    return { reading: { ...reading, ...exit }, isNewLife: known !== undefined };
  }

  /** Somebody else knows how the life before ended: the readings of this life say so too. */
  told(targetId: string, exit: Pick<Reading, 'lastExit' | 'lastExitBy'>): void {
    const known = this.#known.get(targetId);
    if (known !== undefined) this.#known.set(targetId, { ...known, exit });
  }
}

/** How a life ended, for what the kernel has counted. */
function exitOf(by: CountedEnd | null): Known['exit'] {
  if (by === null) return {};
  return by === 'none' ? { lastExit: 'unknown' } : { lastExit: 'oom', lastExitBy: by };
}

function isMore(now: number | undefined, before: number | undefined): boolean {
  return now !== undefined && before !== undefined && now > before;
}
