import type { IncidentEvent } from '../incident/state.ts';
import type { Incident } from '../model/incident.ts';
import type { Reading } from '../model/reading.ts';
import type { AlertStatus } from '../model/receiver.ts';
import type { Result } from '../model/result.ts';
import type { Rule } from '../model/rule.ts';
import { instanceOf } from '../model/target.ts';
import { CaptureFlow } from './capture-flow.ts';
import type { Deps } from './deps.ts';
import { IncidentBook } from './incident-book.ts';
import { targetSnapshot } from './target-snapshot.ts';
import { enterLife, noteFloors, type TargetState } from './target-state.ts';
import type { Tell } from './tell.ts';
import { type Judgement, WorkloadWatch } from './workload-watch.ts';

/** What the flow works with: the targets that are watched now, and how long it may. */
export type Surroundings = {
  readonly targets: ReadonlyMap<string, TargetState>;
  readonly signal: AbortSignal;
  readonly tell: Tell;
};

/**
 * From a reading to what is done about it: the workload's rules judge, their incidents step, and each
 * effect is performed: a capture, a record, a notification.
 */
export class IncidentFlow {
  readonly #deps: Deps;
  readonly #around: Surroundings;
  readonly #workloads = new Map<string, WorkloadWatch>();
  readonly #incidents = new IncidentBook();
  readonly #underWay = new Set<Promise<void>>();
  readonly #captures: CaptureFlow;
  #rules: readonly Rule[] = [];

  constructor(deps: Deps, around: Surroundings) {
    this.#deps = deps;
    this.#around = around;
    this.#captures = new CaptureFlow(deps, around.signal, {
      diffed: (state, event) => this.#diffed(state, event),
    });
  }

  /** Judges by these rules from now on; what is known of the workloads is kept. */
  follow(rules: readonly Rule[]): void {
    this.#rules = rules;
    for (const workload of this.#workloads.values()) workload.follow(rules);
  }

  /** What is known of a workload; undefined before its first reading. */
  workload(name: string): WorkloadWatch | undefined {
    return this.#workloads.get(name);
  }

  get incidents(): readonly Incident[] {
    return this.#incidents.newestFirst();
  }

  /** The largest scale among the rules: rehearsals are always shown as such. */
  get timeScale(): number {
    return Math.max(1, ...this.#rules.map(({ timeScale }) => timeScale));
  }

  /** Takes a reading of a target in and does what follows from it. Never waits. */
  observe(state: TargetState, scraped: Reading): void {
    const { limitBytes = scraped.limitBytes } = state.target;
    const reading = limitBytes === undefined ? scraped : { ...scraped, limitBytes };
    const workload = this.#workloadOf(state);
    workload.observe(reading);
    state.firstSeenAtMs ??= reading.atMs;
    const life = workload.lifeOf(reading.instance);
    const lifeStartAtMs = life?.startAtMs ?? state.firstSeenAtMs;
    if (lifeStartAtMs !== state.lifeStartAtMs) enterLife(state, lifeStartAtMs);
    state.figures = reading.figures;
    const judgements = workload.judge(reading.atMs);
    for (const judgement of judgements) this.#judged(workload, state, judgement);
    const signal = workload.verdict?.signal ?? null;
    if (judgements.length > 0 && signal !== null) {
      noteFloors(state, signal, workload.floors(reading.instance));
    }
    this.#captures.takeBaseline(state, this.timeScale, reading.atMs);
  }

  /** Resolves when no capture, record or notification is under way. */
  async idle(): Promise<void> {
    await Promise.allSettled([this.#captures.idle(), ...this.#underWay]);
  }

  #judged(
    workload: WorkloadWatch,
    polled: TargetState,
    { rule, verdict, isNews }: Judgement,
  ): void {
    const state = this.#decider(verdict.instance, polled);
    if (isNews) this.#around.tell({ kind: 'verdict', rule: rule.alert, verdict }, state);
    const { target } = state;
    const before = incidentOf(workload, rule);
    this.#perform(workload, rule, state, {
      kind: 'judged',
      atMs: verdict.atMs,
      verdict,
      target: {
        id: target.id,
        labels: target.labels,
        workload: target.workload,
        lifeStartAtMs: state.lifeStartAtMs ?? verdict.atMs,
        captureIntervalMs:
          target.profiles === null ? null : target.profiles.minIntervalMs / rule.timeScale,
      },
    });
    const opened = incidentOf(workload, rule);
    if (opened === null || opened.id === before?.id) return;
    // What suspicion has found already need not be waited for.
    for (const known of state.diffs) {
      this.#perform(workload, rule, state, { kind: 'diffed', atMs: verdict.atMs, ...known });
    }
  }

  #diffed(state: TargetState, event: Extract<IncidentEvent, { kind: 'diffed' }>): void {
    const workload = this.#workloadOf(state);
    this.#around.tell({ kind: 'diffed', diff: event.diff, captures: event.captures }, state);
    for (const { rule, track } of workload.tracks) {
      if (track.incident?.targetId === state.target.id) {
        this.#perform(workload, rule, state, event);
      }
    }
  }

  #perform(workload: WorkloadWatch, rule: Rule, state: TargetState, event: IncidentEvent): void {
    for (const effect of workload.step(rule, event)) {
      switch (effect.kind) {
        case 'capture': {
          const target = this.#around.targets.get(effect.targetId);
          if (target === undefined) break;
          this.#captures.take(target, effect.role, effect.profiles, rule.timeScale);
          break;
        }
        case 'record':
          this.#record(effect.incident, state);
          break;
        case 'notify':
          this.#notify(effect.incident, effect.status, state);
          break;
      }
    }
  }

  #record(incident: Incident, state: TargetState): void {
    const isNews = this.#incidents.record(incident);
    if (isNews) this.#around.tell({ kind: 'incident', incident }, state);
    if (incident.state === 'firing' || incident.state === 'resolved') {
      this.#background(this.#deps.storeIncident(incident).then(() => undefined));
    }
  }

  #notify(incident: Incident, status: AlertStatus, state: TargetState): void {
    const { floors, cliffs } = targetSnapshot(state, this.#workloads.get(incident.workload));
    const alert = { incident, status, floors, cliffs };
    const told = (receiver: string, result: Result<void>) =>
      this.#around.tell(
        result.ok
          ? { kind: 'notified', receiver, status }
          : { kind: 'notify-failed', receiver, reason: result.reason },
        state,
      );
    this.#background(this.#deps.notify(alert, this.#around.signal, told));
  }

  #background(work: Promise<void>): void {
    this.#underWay.add(work);
    void work.finally(() => this.#underWay.delete(work));
  }

  #workloadOf({ target }: TargetState): WorkloadWatch {
    const known = this.#workloads.get(target.workload);
    if (known !== undefined) return known;
    const made = new WorkloadWatch(this.#rules);
    this.#workloads.set(target.workload, made);
    return made;
  }

  /** The target whose series decided; the one just polled when that one is gone. */
  #decider(instance: string | null, polled: TargetState): TargetState {
    if (instance === null || instanceOf(polled.target) === instance) return polled;
    const { workload } = polled.target;
    const decides = ({ target }: TargetState) =>
      target.workload === workload && instanceOf(target) === instance;
    return [...this.#around.targets.values()].find(decides) ?? polled;
  }
}

function incidentOf(workload: WorkloadWatch, rule: Rule): Incident | null {
  return workload.tracks.find((other) => other.rule === rule)?.track.incident ?? null;
}
