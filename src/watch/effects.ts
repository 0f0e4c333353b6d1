import type { IncidentEvent } from '../incident/state.ts';
import type { Rule } from '../model/rule.ts';
import type { CaptureFlow } from './capture-flow.ts';
import { decidingTarget } from './deciding-target.ts';
import type { Held, HeldEffects } from './held-effects.ts';
import type { IncidentDesk } from './incident-desk.ts';
import type { LifeOver } from './life-ends.ts';
import type { Surroundings } from './surroundings.ts';
import type { TargetState } from './target-state.ts';
import type { Where } from './tell.ts';
import type { WorkloadWatch } from './workload-watch.ts';

/** What follows from a step of an incident: a capture, a record, a notification. */
export class Effects {
  readonly #around: Pick<Surroundings, 'members' | 'targets'>;
  readonly #captures: CaptureFlow;
  readonly #desk: IncidentDesk;

  constructor(
    around: Pick<Surroundings, 'members' | 'targets'>,
    captures: CaptureFlow,
    desk: IncidentDesk,
  ) {
    this.#around = around;
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

  /** A life that is over: its captures tell open incidents who it was, and a kill that nobody saw coming may open one. */
  lifeOver(
    workload: WorkloadWatch,
    state: TargetState,
    { life, limitBytes, roseToLimit, diffed }: LifeOver,
    now: { readonly atMs: number; readonly isSnoozed: boolean },
  ): void {
    for (const { rule } of [...workload.tracks]) {
      const target = decidingTarget(state, this.#around.members, {
        lifeStartAtMs: life.startAtMs,
        timeScale: rule.timeScale,
        concern: 'alarm',
        hasProfiles: true,
      });
      const ended = { ...now, life, limitBytes, roseToLimit, target, diffed };
      this.perform(workload, rule, state, { kind: 'ended', ...ended });
    }
  }

  /** Does one of them, now or when it is no longer laid by. */
  do({ effect, rule, where, memory }: Held): void {
    switch (effect.kind) {
      case 'capture': {
        const target = this.#around.targets.get(effect.targetId);
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
