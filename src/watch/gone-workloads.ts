import type { IncidentTrack } from '../incident/state.ts';
import type { IncidentEnd } from '../model/incident.ts';
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
  /** Workloads that a reload has left without a target, and that have none since. */
  readonly #dropped = new Set<string>();

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
    for (const name of this.#dropped) {
      const isKnown = this.#around.workloads.get(name) !== undefined;
      if (watched.has(name) || !isKnown) this.#dropped.delete(name);
    }
    return watched;
  }

  /** Ends the incidents of workloads that have had no target for as long as a rule keeps firing. */
  endLongGone(): void {
    for (const { workload, forMs } of this.#around.workloads.gone(this.#deps.nowMs())) {
      for (const { rule, track } of workload.tracks) {
        if (forMs < rule.keepFiringForMs / rule.timeScale) continue;
        const name = track.incident?.workload ?? '';
        this.end(workload, rule, track, this.#dropped.has(name) ? 'reconfigured' : 'gone');
      }
    }
  }

  /** The configuration that was loaded just now names no target of these workloads, by name, any more. */
  dropped(workloads: Iterable<string>): void {
    for (const name of workloads) this.#dropped.add(name);
  }

  /** Ends the incident of one rule, if one goes on, and puts on record by what. */
  end(workload: WorkloadWatch, rule: Rule, { incident }: IncidentTrack, by: IncidentEnd): void {
    if (incident === null || incident.state === 'resolved') return;
    const event = { kind: 'gone', atMs: this.#deps.nowMs(), by } as const;
    if (this.#around.workloads.disown(workload, rule, incident)) this.#desk.drop(incident);
    else this.#effects.perform(workload, rule, whereOf(incident), event);
  }
}
