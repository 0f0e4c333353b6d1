import type { IncidentTrack } from '../incident/state.ts';
import type { Rule } from '../model/rule.ts';
import type { Deps } from './deps.ts';
import type { Effects } from './effects.ts';
import { type IncidentDesk, whereOf } from './incident-desk.ts';
import type { Surroundings } from './surroundings.ts';
import type { WorkloadWatch } from './workload-watch.ts';

/** Ends what nobody can judge any more: incidents of rules that are followed no longer, and of workloads without a target. */
export class GoneWorkloads {
  readonly #deps: Pick<Deps, 'nowMs' | 'noteUse'>;
  readonly #around: Pick<Surroundings, 'targets' | 'workloads'>;
  readonly #effects: Effects;
  readonly #desk: IncidentDesk;

  constructor(
    deps: Pick<Deps, 'nowMs' | 'noteUse'>,
    around: Pick<Surroundings, 'targets' | 'workloads'>,
    effects: Effects,
    desk: IncidentDesk,
  ) {
    this.#deps = deps;
    this.#around = around;
    this.#effects = effects;
    this.#desk = desk;
  }

  /** Notes which workloads have a target, and answers with them. `isAllFound`: a target that is not known is not there. */
  note(isAllFound: boolean): ReadonlySet<string> {
    const targets = [...this.#around.targets.values()];
    const watched = new Set(targets.map(({ target }) => target.workload));
    const used = this.#around.workloads.note(watched, this.#deps.nowMs(), isAllFound);
    this.#deps.noteUse?.({ limit: 'workloads_gone', used });
    return watched;
  }

  /** Ends the incidents of workloads that have had no target for as long as a rule keeps firing. */
  endLongGone(): void {
    for (const { workload, forMs } of this.#around.workloads.gone(this.#deps.nowMs())) {
      for (const { rule, track } of workload.tracks) {
        if (forMs >= rule.keepFiringForMs / rule.timeScale) this.end(workload, rule, track);
      }
    }
  }

  /** Ends the incident of one rule, if one goes on. */
  end(workload: WorkloadWatch, rule: Rule, { incident }: IncidentTrack): void {
    if (incident === null || incident.state === 'resolved') return;
    const event = { kind: 'gone', atMs: this.#deps.nowMs() } as const;
    if (this.#around.workloads.disown(workload, rule, incident)) this.#desk.drop(incident);
    else this.#effects.perform(workload, rule, whereOf(incident), event);
  }
}
