import type { IncidentEvent } from '../incident/state.ts';
import type { WatchEvent } from '../model/event.ts';
import type { Incident } from '../model/incident.ts';
import type { Reading } from '../model/reading.ts';
import type { Rule } from '../model/rule.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { instanceOf, type Target } from '../model/target.ts';
import { CaptureFlow } from './capture-flow.ts';
import type { Deps } from './deps.ts';
import { IncidentBook } from './incident-book.ts';
import { pollTarget } from './poll-target.ts';
import { targetSnapshot } from './target-snapshot.ts';
import { enterLife, newTargetState, noteFloors, type TargetState } from './target-state.ts';
import { type Judgement, WorkloadWatch } from './workload-watch.ts';

/** What is watched, and by which rules. Both can change while it runs. */
export type Watch = { readonly targets: readonly Target[]; readonly rules: readonly Rule[] };

/** How long notifications under way may take to finish when the engine stops. */
const farewellMs = 3_000;

/**
 * The engine: polls every target, lets the rules judge, and does what the incidents ask for. The only
 * holder of a clock and of concurrency; one bad target never stops another's loop.
 */
export class Engine {
  readonly #deps: Deps;
  readonly #startedAtMs: number;
  readonly #targets = new Map<string, TargetState>();
  readonly #loops = new Map<string, { stop: AbortController; done: Promise<void> }>();
  readonly #workloads = new Map<string, WorkloadWatch>();
  readonly #incidents = new IncidentBook();
  readonly #notifying = new Set<Promise<void>>();
  readonly #captures: CaptureFlow;
  /** Aborted last of all: what is under way at a stop may still use the network until then. */
  readonly #end = new AbortController();
  #rules: readonly Rule[] = [];
  #running = false;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#startedAtMs = deps.nowMs();
    this.#captures = new CaptureFlow(deps, this.#end.signal, {
      diffed: (state, event) => this.#tellIncidents(state, event),
    });
  }

  /** Polls until `signal` is aborted, then stops in order: loops, captures, notifications. */
  async run(watch: Watch, signal: AbortSignal): Promise<void> {
    this.#running = true;
    this.update(watch);
    if (!signal.aborted) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    }
    this.#running = false;
    this.#emit({ kind: 'stopping', reason: String(signal.reason?.message ?? 'asked to') });
    const loops = [...this.#loops.values()];
    for (const { stop } of loops) stop.abort();
    const rest = Promise.allSettled([
      ...loops.map(({ done }) => done),
      this.#captures.idle(),
      ...this.#notifying,
    ]);
    await Promise.race([rest, this.#deps.sleep(farewellMs, this.#end.signal)]);
    this.#end.abort();
    await rest;
  }

  /** Watches these targets by these rules from now on; what is known of those that stay is kept. */
  update({ targets, rules }: Watch): void {
    this.#rules = rules;
    for (const workload of this.#workloads.values()) workload.follow(rules);
    const wanted = new Map(targets.map((target) => [target.id, target]));
    for (const id of [...this.#targets.keys()].filter((known) => !wanted.has(known))) {
      this.#loops.get(id)?.stop.abort();
      this.#loops.delete(id);
      this.#targets.delete(id);
    }
    for (const target of wanted.values()) this.#watchTarget(target, targets.length);
  }

  snapshot(): Snapshot {
    return {
      atMs: this.#deps.nowMs(),
      startedAtMs: this.#startedAtMs,
      timeScale: Math.max(1, ...this.#rules.map(({ timeScale }) => timeScale)),
      targets: [...this.#targets.values()].map((state) =>
        targetSnapshot(state, this.#workloads.get(state.target.workload)),
      ),
      incidents: this.#incidents.newestFirst(),
    };
  }

  #watchTarget(target: Target, among: number): void {
    const known = this.#targets.get(target.id);
    const state = known ?? newTargetState(target);
    state.target = target;
    this.#targets.set(target.id, state);
    if (known !== undefined || !this.#running) return;
    const stop = new AbortController();
    const done = pollTarget(state, {
      deps: this.#deps,
      signal: stop.signal,
      among,
      up: (what) => this.#emit({ kind: 'target-up', what }, state),
      down: (reason) => this.#emit({ kind: 'target-down', reason }, state),
      reading: (reading) => this.#observe(state, reading),
    });
    this.#loops.set(target.id, { stop, done });
  }

  #observe(state: TargetState, scraped: Reading): void {
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
    this.#captures.takeBaseline(state, this.#timeScale(), reading.atMs);
  }

  #judged(
    workload: WorkloadWatch,
    polled: TargetState,
    { rule, verdict, isNews }: Judgement,
  ): void {
    const state = this.#decider(verdict.instance, polled);
    if (isNews) this.#emit({ kind: 'verdict', rule: rule.alert, verdict }, state);
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

  #tellIncidents(state: TargetState, event: Extract<IncidentEvent, { kind: 'diffed' }>): void {
    const workload = this.#workloadOf(state);
    this.#emit({ kind: 'diffed', diff: event.diff, captures: event.captures }, state);
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
          const target = this.#targets.get(effect.targetId);
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
    if (isNews) this.#emit({ kind: 'incident', incident }, state);
    if (incident.state === 'firing' || incident.state === 'resolved') {
      this.#background(this.#deps.storeIncident(incident).then(() => undefined));
    }
  }

  #notify(incident: Incident, status: 'firing' | 'resolved', state: TargetState): void {
    const told = this.#deps.notify(incident, status, this.#end.signal).then((outcomes) => {
      for (const { receiver, result } of outcomes) {
        this.#emit(
          result.ok
            ? { kind: 'notified', receiver, status }
            : { kind: 'notify-failed', receiver, reason: result.reason },
          state,
        );
      }
    });
    this.#background(told);
  }

  #background(work: Promise<void>): void {
    this.#notifying.add(work);
    void work.finally(() => this.#notifying.delete(work));
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
    return [...this.#targets.values()].find(decides) ?? polled;
  }

  #timeScale(): number {
    return Math.max(1, ...this.#rules.map(({ timeScale }) => timeScale));
  }

  #emit(event: WithoutPlace<WatchEvent>, state?: TargetState): void {
    const atMs = this.#deps.nowMs();
    const target = state === undefined ? '' : instanceOf(state.target);
    this.#deps.emit({ atMs, target, workload: state?.target.workload ?? '', ...event });
  }
}

function incidentOf(workload: WorkloadWatch, rule: Rule): Incident | null {
  return workload.tracks.find((other) => other.rule === rule)?.track.incident ?? null;
}

type WithoutPlace<E> = E extends unknown ? Omit<E, 'atMs' | 'target' | 'workload'> : never;
