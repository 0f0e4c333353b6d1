import type { CountedEnd } from '../model/reading.ts';
import type { MemoryNow } from '../model/recorder.ts';
import type { Deps } from './deps.ts';
import { RecorderRing } from './recorder-ring.ts';

/** How a process ended, as far as is known by now: `none` where nobody has killed it for want of memory. */
export type EndSeen = CountedEnd | 'level';

/** What the recorder remembers of one target. */
export type Flight = {
  lifeStartAtMs: number | null;
  /** When the process began, as it was last seen. */
  startAtMs: number | null;
  history: readonly MemoryNow[];
  highestBytes: number;
  tookMs: number;
  /** Told once a life: that there is no room for another capture. */
  toldNoRoom: boolean;
  goneSinceMs: number | null;
  /** Who says whether its process was killed for want of memory; null while it lives, or nobody does. */
  killedBy: EndSeen | null;
  failures: number;
  lastTryAtMs: number;
  readonly ring: RecorderRing;
};

/** That of a target that was not looked at yet. */
export function newFlight(deps: Deps): Flight {
  return {
    lifeStartAtMs: null,
    startAtMs: null,
    history: [],
    highestBytes: 0,
    tookMs: 0,
    toldNoRoom: false,
    goneSinceMs: null,
    killedBy: null,
    failures: 0,
    lastTryAtMs: Number.NEGATIVE_INFINITY,
    ring: new RecorderRing(deps),
  };
}

/** Forgets what belonged to the life before. */
export function beginLife(flight: Flight, lifeStartAtMs: number): void {
  flight.lifeStartAtMs = lifeStartAtMs;
  flight.startAtMs = lifeStartAtMs;
  flight.history = [];
  flight.highestBytes = 0;
  flight.toldNoRoom = false;
  flight.goneSinceMs = null;
  flight.killedBy = null;
  flight.failures = 0;
}

/** Whether a look or a reading is of another process: starts in /proc/stat move by up to a second, and over months more. */
export function isOther({ startAtMs }: Pick<MemoryNow, 'startAtMs'>, flight: Flight): boolean {
  return startAtMs !== null && Math.abs(startAtMs - (flight.startAtMs ?? startAtMs)) > 1_500;
}
