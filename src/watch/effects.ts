import type { IncidentEvent } from '../incident/state.ts';
import type { Rule } from '../model/rule.ts';
import type { CaptureFlow } from './capture-flow.ts';
import type { Held, HeldEffects } from './held-effects.ts';
import type { IncidentDesk } from './incident-desk.ts';
import type { TargetState } from './target-state.ts';
import type { Where } from './tell.ts';
import type { WorkloadWatch } from './workload-watch.ts';

/** What follows from a step of an incident: a capture, a record, a notification. */
export class Effects {
  readonly #targets: ReadonlyMap<string, TargetState>;
  readonly #captures: CaptureFlow;
  readonly #desk: IncidentDesk;

  constructor(
    targets: ReadonlyMap<string, TargetState>,
    captures: CaptureFlow,
    desk: IncidentDesk,
  ) {
    this.#targets = targets;
    this.#captures = captures;
    this.#desk = desk;
  }

  /** Steps a rule's incident and does what follows, or lays it by. */
  perform(
    workload: WorkloadWatch,
    rule: Rule,
    where: Where,
    event: IncidentEvent,
    held?: HeldEffects,
  ): void {
    const effects = workload.step(rule, event);
    const track = workload.tracks.find((other) => other.rule === rule)?.track;
    const memory = track && { firedAtAgeMs: track.firedAtAgeMs, told: track.told };
    for (const effect of effects) {
      const due = { effect, rule, where, memory };
      if (held === undefined) this.do(due);
      else held.hold(due);
    }
  }

  /** Does one of them, now or when it is no longer laid by. */
  do({ effect, rule, where, memory }: Held): void {
    switch (effect.kind) {
      case 'capture': {
        const target = this.#targets.get(effect.targetId);
        if (target === undefined) break;
        this.#captures.take(target, effect.role, effect.profiles, rule.timeScale);
        break;
      }
      case 'record':
        this.#desk.record(effect.incident, where, memory);
        break;
      case 'notify':
        this.#desk.keep(effect.incident, memory);
        this.#desk.notify(effect.incident, effect.status);
        break;
    }
  }
}
