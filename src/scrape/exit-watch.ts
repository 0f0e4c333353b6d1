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

type Around = { readonly before: Kills; readonly now: Kills; readonly livesOn?: boolean };

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

  /** Whether a kill more is counted than had been before the process of a target was last known to live on. */
  hasRisen(targetId: string, kills: Kills): boolean {
    const alive = this.#known.get(targetId)?.alive;
    return alive !== undefined && (isMore(kills.own, alive.own) || isMore(kills.pod, alive.pod));
  }

  /**
   * The process of a target was alive at a time, after these kills had been counted. `livesOn`: it surely is none of
   * those who were killed, though one who is killed may still be there.
   */
  alive(
    targetId: string,
    {
      start,
      atMs,
      livesOn = false,
    }: { readonly start: Start; readonly atMs: number; readonly livesOn?: boolean },
    kills: Kills,
  ): void {
    const before = this.#known.get(targetId);
    if (before === undefined || !isSameStart(before.start, start, driftMs)) return;
    const known = { ...before, start };
    this.#known.set(targetId, known);
    if (this.hasRisen(targetId, kills)) {
      this.#known.set(targetId, { ...known, ...afterRise(known, atMs, kills, livesOn) });
    } else if (known.alive.own === undefined && known.alive.pod === undefined) {
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
   * the process of that life by now; `now`: around the present one, before it was read; `livesOn` as of `alive`.
   */
  note(targetId: string, reading: Reading, { before, now, livesOn = false }: Around): Reading {
    const { startAtMs, startTicks } = reading;
    if (startAtMs === undefined) return reading;
    const start = { startAtMs, startTicks };
    const known = this.#known.get(targetId);
    if (known !== undefined && isSameStart(known.start, start, driftMs)) {
      this.alive(targetId, { start, atMs: reading.atMs, livesOn }, now);
      return { ...reading, ...known.exit };
    }
    const exit = exitOf(this.killedBy(targetId, before));
    this.#known.set(targetId, { start, alive: now, risen: null, exit });
    return { ...reading, ...exit };
  }

  /** A target that is no longer looked at. */
  forget(targetId: string): void {
    this.#known.delete(targetId);
  }
}

/** What is known of a process that was there although a kill more was counted. */
function afterRise(
  { alive, risen }: Known,
  atMs: number,
  ...[kills, livesOn]: [kills: Kills, livesOn: boolean]
): Pick<Known, 'alive' | 'risen'> {
  if (livesOn) return { alive: kills, risen: null };
  // One of the future was before the clock was set back.
  if (risen === null || risen.atMs > atMs) return { alive, risen: { kills, atMs } };
  return atMs - risen.atMs >= dyingMs ? { alive: risen.kills, risen: null } : { alive, risen };
}

/** How a life ended, for what the kernel has counted. */
function exitOf(by: CountedEnd | null): Known['exit'] {
  if (by === null) return {};
  return by === 'none' ? { lastExit: 'unknown' } : { lastExit: 'oom', lastExitBy: by };
}

function isMore(now: number | undefined, before: number | undefined): boolean {
  return now !== undefined && before !== undefined && now > before;
}
