import type { FeedPlace } from '../model/feed.ts';
import type { Reading } from '../model/reading.ts';
import type { Held, HeldEffects } from './held-effects.ts';
import { HeldStretches } from './held-stretches.ts';
import type { Stretch } from './stretch.ts';
import type { TargetState } from './target-state.ts';
import type { Tell } from './tell.ts';
import type { Judgement, WorkloadWatch } from './workload-watch.ts';

/** Where a judgement of a stretch stands: what holds back what follows from it, and whether it is about the present. */
export type When = { readonly held: HeldEffects; readonly isNow: boolean };

/** What the flow of single readings does for that of stretches. */
export type StretchSteps = {
  readonly take: (state: TargetState, reading: Reading) => WorkloadWatch;
  readonly judged: (
    workload: WorkloadWatch,
    state: TargetState,
    judgement: Judgement,
    when: When,
  ) => void;
  readonly perform: (held: Held) => void;
  /** The newest reading of a target has been judged. */
  readonly shown: (state: TargetState, atMs: number) => void;
  readonly workload: (name: string) => WorkloadWatch | undefined;
  /** Up to where a workload has been read; null: what follows from its readings is not done yet. */
  readonly place: (workload: string, place: FeedPlace | null) => void;
  readonly tell: Tell;
};

/**
 * Readings of one workload that come in one go, in the order of time. Each is judged at its own time, all
 * instances of one time together; what follows is done once the readings are up to date.
 */
export class StretchFlow {
  readonly #steps: StretchSteps;
  readonly #held = new HeldStretches();

  constructor(steps: StretchSteps) {
    this.#steps = steps;
  }

  observe(stretch: Stretch): void {
    // Half of a stretch has effects that wait: nothing of it is saved before they are done.
    this.#steps.place(stretch.workload, null);
    this.#take(stretch);
    if (stretch.upToDate) this.#steps.place(stretch.workload, stretch.place);
  }

  #take(stretch: Stretch): void {
    const { readings, upToDate, judgeFromMs } = stretch;
    const { take, judged, shown, workload: known } = this.#steps;
    const held = this.#held.of(stretch, known(stretch.workload));
    if (held === undefined) return;
    for (const [i, { state, reading }] of readings.entries()) {
      const workload = take(state, reading);
      const nextMs = readings[i + 1]?.reading.atMs;
      if (nextMs === reading.atMs || reading.atMs < judgeFromMs) continue;
      const when = { held, isNow: upToDate && nextMs === undefined };
      for (const judgement of workload.judge(reading.atMs)) {
        judged(workload, state, judgement, when);
      }
    }
    if (!upToDate) return;
    this.#held.end(stretch.workload);
    this.#release(held);
    const newest = new Map(readings.map(({ state, reading }) => [state, reading.atMs]));
    for (const [state, atMs] of newest) shown(state, atMs);
  }

  /** Forgets what waits of workloads that have no target any more. */
  keepOnly(workloads: ReadonlySet<string>): void {
    this.#held.keepOnly(workloads);
  }

  #release(held: HeldEffects): void {
    for (const { judgement, state } of held.verdicts) {
      const { rule, verdict } = judgement;
      if (verdict.concern === 'none') continue;
      this.#steps.tell({ kind: 'verdict', rule: rule.alert, verdict }, state);
    }
    for (const due of held.effects) this.#steps.perform(due);
  }
}
