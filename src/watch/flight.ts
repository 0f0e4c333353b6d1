import type { CountedEnd } from '../model/reading.ts';
import type { MemoryNow } from '../model/recorder.ts';
import { isSameStart, type Start } from '../model/same-start.ts';
import type { Deps } from './deps.ts';
import { RecorderRing } from './recorder-ring.ts';
import type { TargetState } from './target-state.ts';

/** How a process ended, as far as is known by now: `none` where nobody has killed it for want of memory. */
export type EndSeen = CountedEnd | 'level';

/** What the recorder remembers of one target. */
export type Flight = {
  lifeStartAtMs: number | null;
  /** When the process began, as it was last seen. */
  start: Start | null;
  history: readonly MemoryNow[];
  highestBytes: number;
  /** How long its newest captures took, the newest last. */
  took: readonly number[];
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
    start: null,
    history: [],
    highestBytes: 0,
    took: [],
    toldNoRoom: false,
    goneSinceMs: null,
    killedBy: null,
    failures: 0,
    lastTryAtMs: Number.NEGATIVE_INFINITY,
    ring: new RecorderRing(deps),
  };
}

/** Forgets what belonged to the life before. */
export function beginLife(flight: Flight, { lifeStartAtMs, start }: TargetState): void {
  flight.lifeStartAtMs = lifeStartAtMs;
  flight.start = start;
  flight.history = [];
  flight.highestBytes = 0;
  flight.toldNoRoom = false;
  flight.goneSinceMs = null;
  flight.killedBy = null;
  flight.failures = 0;
}

/** So many captures say how long one takes. */
const tookKept = 3;

/** Notes how long a capture took, in milliseconds. */
export function noteTook(flight: Flight, tookMs: number): void {
  flight.took = [...flight.took, tookMs].slice(-tookKept);
}

/** How long a capture takes: the middle of the newest ones, so that one that was held up keeps no later one waiting. */
export function usualTookMs({ took }: Flight): number {
  return took.toSorted((a, b) => a - b)[Math.floor((took.length - 1) / 2)] ?? 0;
}

/** What two looks may say apart of one start: a second by rounding, and some. */
const driftMs = 1_500;

/** Whether a look or a reading is of another process than those before it. */
export function isOther(start: Start | null, flight: Flight): boolean {
  return start !== null && flight.start !== null && !isSameStart(start, flight.start, driftMs);
}
