import type { IncidentEvent } from '../incident/state.ts';
import type { Life } from '../model/life.ts';
import type { MemoryNow } from '../model/recorder.ts';
import { instanceOf } from '../model/target.ts';
import type { CaptureFlow } from './capture-flow.ts';
import type { EndSeen } from './flight.ts';
import { leaveLife, type TargetState } from './target-state.ts';
import type { Tell } from './tell.ts';

/** A life that is over, with what its captures say together. */
export type LifeOver = {
  readonly life: Life;
  readonly limitBytes: number | null;
  /** Whether looks saw it rise to its limit until its end. */
  readonly roseToLimit: boolean;
  readonly diffed: readonly Extract<IncidentEvent, { kind: 'diffed' }>[];
};

/** What the ends of lives are told to. */
export type LifeEndsSurroundings = {
  readonly captures: CaptureFlow;
  readonly tell: Tell;
  readonly over: (state: TargetState, over: LifeOver) => void;
};

/**
 * The ends of lives: told once, then of a target with a recorder what the life's captures say together, while
 * there is still somebody to tell. To be called before the next life is entered.
 */
export class LifeEnds {
  readonly #around: LifeEndsSurroundings;
  readonly #comparing = new Set<Promise<void>>();

  constructor(around: LifeEndsSurroundings) {
    this.#around = around;
  }

  /** Nothing is there any more, and nobody knows whether something will be. `by`: who says how it ended. */
  vanished(
    state: TargetState,
    last: MemoryNow,
    ...[by, roseToLimit]: [by: EndSeen | null, roseToLimit: boolean]
  ): void {
    if (state.lifeStartAtMs === null) return;
    const wasKilled = by !== null && by !== 'none';
    const life: Life = {
      instance: instanceOf(state.target),
      startAtMs: state.lifeStartAtMs,
      endAtMs: last.atMs,
      cause: wasKilled ? 'oom' : 'unknown',
      peakValue: last.usedBytes,
      inferred: by === null,
      ...(wasKilled ? { causeBy: by } : {}),
    };
    this.left(state, life, roseToLimit);
  }

  /** The present life of a target is over; null: nobody knows how. */
  left(state: TargetState, life: Life | null, roseToLimit: boolean): void {
    const left = leaveLife(state);
    // What a feed brings may be of last month.
    if (left === null || life === null || state.target.source === 'query') return;
    if (state.endedLifeMs === left.startAtMs) return;
    state.endedLifeMs = left.startAtMs;
    const { limitBytes } = state;
    this.#around.tell({ kind: 'life-ended', life, limitBytes }, state);
    if (state.target.recorder === undefined) return;
    const comparing: Promise<void> = this.#around.captures
      .compareLife(state, left)
      .then((diffed) => this.#around.over(state, { life, limitBytes, roseToLimit, diffed }))
      .finally(() => this.#comparing.delete(comparing));
    this.#comparing.add(comparing);
  }

  /** Resolves when nothing is being compared. */
  async idle(): Promise<void> {
    await Promise.allSettled([...this.#comparing]);
  }
}
