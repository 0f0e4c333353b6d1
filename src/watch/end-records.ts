import type { IncidentDesk } from './incident-desk.ts';
import type { TargetState } from './target-state.ts';
import type { WorkloadWatch } from './workload-watch.ts';

/** A target that comes and goes is written down no more often. */
const leastApartMs = 60_000;

/**
 * Puts on record what has become of the target of an incident that fires: a record is else written on news of the
 * incident alone, and of one that is down or over there may be none any more.
 */
export class EndRecords {
  readonly #desk: Pick<IncidentDesk, 'keep'>;
  readonly #workloadOf: (state: TargetState) => WorkloadWatch | undefined;
  readonly #lives = new WeakMap<TargetState, number>();
  readonly #writtenAtMs = new WeakMap<TargetState, number>();
  /** What came too soon after the last time. */
  readonly #owed = new Set<TargetState>();

  constructor(
    desk: Pick<IncidentDesk, 'keep'>,
    workloadOf: (state: TargetState) => WorkloadWatch | undefined,
  ) {
    this.#desk = desk;
    this.#workloadOf = workloadOf;
  }

  /** A target has been read: where that is of another life than the last time, the one before is over. */
  noteLife(state: TargetState, nowMs: number): void {
    const { lifeStartAtMs } = state;
    if (lifeStartAtMs === null || this.#lives.get(state) === lifeStartAtMs) return;
    this.#lives.set(state, lifeStartAtMs);
    this.note(state, nowMs);
  }

  /** A target is down, or a life of it is over: that is written down now, or when it may be. */
  note(state: TargetState, nowMs: number): void {
    this.#owed.add(state);
    // Of this one alone: where a thousand are down at once each would else look at all of them.
    this.#writeIfDue(state, nowMs);
  }

  /** Writes what has waited long enough; with `isLast` all that waits. */
  writeDue(nowMs: number, isLast = false): void {
    for (const state of this.#owed) this.#writeIfDue(state, nowMs, isLast);
  }

  #writeIfDue(state: TargetState, nowMs: number, isLast = false): void {
    const sinceMs = nowMs - (this.#writtenAtMs.get(state) ?? Number.NEGATIVE_INFINITY);
    // A clock that was set back makes nobody wait.
    if (!isLast && sinceMs >= 0 && sinceMs < leastApartMs) return;
    this.#owed.delete(state);
    if (this.#write(state)) this.#writtenAtMs.set(state, nowMs);
  }

  #write(state: TargetState): boolean {
    const tracks = this.#workloadOf(state)?.tracks ?? [];
    const firing = tracks.flatMap(({ track: { incident, ...memory } }) =>
      incident?.state === 'firing' && incident.targetId === state.target.id
        ? [{ incident, firedAtAgeMs: memory.firedAtAgeMs, told: memory.told }]
        : [],
    );
    for (const { incident, ...memory } of firing) this.#desk.keep(incident, memory);
    return firing.length > 0;
  }
}
