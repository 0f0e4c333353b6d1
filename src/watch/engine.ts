import type { CaptureRole } from '../model/capture.ts';
import type { Incident } from '../model/incident.ts';
import type { Snooze } from '../model/quiet.ts';
import type { Result } from '../model/result.ts';
import type { Snapshot, TargetSnapshot } from '../model/snapshot.ts';
import { instanceOf, type Target } from '../model/target.ts';
import type { CaptureEnded } from './capture-flow.ts';
import type { Deps } from './deps.ts';
import { haveAnswered } from './feed-status.ts';
import { FollowedFeeds } from './followed-feeds.ts';
import { IncidentFlow } from './incident-flow.ts';
import { leftShown } from './left-shown.ts';
import { newNotices } from './new-notices.ts';
import { overviewOf } from './overview-of.ts';
import { pollTarget } from './poll-target.ts';
import type { Remembered } from './remembered.ts';
import { SnoozeBook } from './snooze-book.ts';
import { TargetLoop } from './target-loop.ts';
import { targetSnapshot } from './target-snapshot.ts';
import { newTargetState, type TargetState } from './target-state.ts';
import type { Tell } from './tell.ts';
import type { Watch } from './watch.ts';
import { WorkloadMembers } from './workload-members.ts';
import { WorkloadMemory } from './workload-memory.ts';
import { WorkloadShelf } from './workload-shelf.ts';

/** How often it is looked for workloads that are gone. */
const sweepMs = 10_000;

/** How long notifications under way may take to finish when the engine stops. */
const farewellMs = 3_000;

/**
 * The engine: polls every target and hands what they say to the incidents. It and what it owns are the
 * only holders of a clock and of concurrency; one bad target never stops another's loop.
 */
export class Engine {
  readonly #deps: Deps;
  readonly #startedAtMs: number;
  readonly #targets = new Map<string, TargetState>();
  readonly #loops = new Map<string, TargetLoop>();
  readonly #feeds: FollowedFeeds;
  readonly #members = new WorkloadMembers();
  readonly #workloads = new WorkloadShelf();
  readonly #memory: WorkloadMemory;
  readonly #incidents: IncidentFlow;
  readonly #snoozes = new SnoozeBook();
  /** Aborted last of all: what is under way at a stop may still use the network until then. */
  readonly #end = new AbortController();
  #left = leftShown();
  #running = false;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#startedAtMs = deps.nowMs();
    this.#memory = new WorkloadMemory(deps, this.#workloads, this.#tell);
    this.#incidents = new IncidentFlow(deps, {
      targets: this.#targets,
      members: this.#members,
      workloads: this.#workloads,
      memory: this.#memory,
      signal: this.#end.signal,
      tell: this.#tell,
      snoozes: this.#snoozes,
    });
    this.#feeds = new FollowedFeeds(deps, {
      targets: this.#targets,
      incidents: this.#incidents,
      state: (target) => this.#fedState(target),
      forget: (targetId) => this.#forget(targetId),
    });
  }

  /** Polls until `signal` is aborted, then stops in order: loops, captures, notifications. */
  async run(
    watch: Watch,
    signal: AbortSignal,
    left?: Remembered,
    /** Whether a target that is not known is not there, rather than not found (yet). */
    isAllFound: () => boolean = () => true,
  ): Promise<void> {
    this.#running = true;
    for (const snooze of left?.snoozes ?? []) this.#snoozes.add(snooze);
    this.#left = leftShown(left);
    this.update(watch);
    this.#memory.know(left?.incidents ?? []);
    if (left !== undefined) this.#incidents.resume(left);
    const sweeping = this.#sweep(signal, isAllFound);
    const keeping = this.#memory.run(signal, () => this.#incidents.timeScale);
    if (!signal.aborted) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    }
    this.#running = false;
    this.#tell({ kind: 'stopping', reason: String(signal.reason?.message ?? 'asked to') });
    for (const loop of this.#loops.values()) loop.stop();
    this.#feeds.stop();
    const done = [...this.#loops.values()].map((loop) => loop.done);
    const rest = Promise.allSettled([
      ...done,
      ...this.#feeds.done,
      sweeping,
      keeping,
      this.#incidents.idle(),
    ]);
    await Promise.race([rest, this.#deps.sleep(farewellMs, this.#end.signal)]);
    this.#end.abort();
    await rest;
    this.#memory.finish();
  }

  /**
   * Watches these targets by these rules from now on; what is known of those that stay is kept. `isReload`: another
   * configuration was loaded, so that what it names no more is not gone by itself.
   */
  update({ targets, feeds, rules }: Watch, isReload = false): void {
    const before = isReload ? this.#workloadNames() : new Set<string>();
    this.#incidents.follow(rules);
    const wanted = new Map(targets.map((target) => [target.id, target]));
    for (const [id, state] of [...this.#targets]) {
      // What a feed has found comes and goes with the feed.
      if (state.target.source === 'query' || wanted.has(id)) continue;
      this.#loops.get(id)?.stop();
      this.#loops.delete(id);
      this.#forget(id);
    }
    for (const target of wanted.values()) this.#watchTarget(target, targets.length);
    this.#feeds.follow(feeds, this.#running);
    const named = isReload ? this.#workloadNames() : before;
    this.#incidents.dropped([...before].filter((name) => !named.has(name)));
  }

  #workloadNames(): Set<string> {
    return new Set([...this.#targets.values()].map(({ target }) => target.workload));
  }

  #fedState(target: Target): TargetState {
    const known = this.#targets.get(target.id);
    if (known !== undefined) {
      // Its profiles may come from another address by now.
      known.target = target;
      return known;
    }
    const state = newTargetState(target);
    this.#targets.set(target.id, state);
    this.#members.join(state);
    return state;
  }

  #forget(id: string): void {
    const state = this.#targets.get(id);
    this.#targets.delete(id);
    if (state !== undefined) this.#members.left(state);
  }

  snapshot(): Snapshot {
    return { ...this.overview(), targets: this.targets() };
  }

  /** Every target as a view shows it. */
  targets(): readonly TargetSnapshot[] {
    return [...this.#targets.values()].map((state) =>
      targetSnapshot(state, this.#incidents.workload(state.target.workload)),
    );
  }

  /** All but the targets, which take the longest. */
  overview(): Omit<Snapshot, 'targets'> {
    return overviewOf(this.#deps, this.#startedAtMs, {
      ...{ incidents: this.#incidents, snoozes: this.#snoozes, feeds: this.#feeds.statuses },
      told: this.#left.told,
    });
  }

  /** An incident as it is at this moment; undefined: none of that id goes on. */
  incident(id: string): Incident | undefined {
    return this.#incidents.incident(id);
  }

  /** How many captures wait or are under way. */
  get capturing(): number {
    return this.#incidents.capturing;
  }

  /**
   * Captures a target because somebody asks for it; null when that has begun, else why not. `ended` hears of one that
   * has begun whether anything of it is stored.
   */
  capture(targetId: string, role: CaptureRole, ended?: CaptureEnded): string | null {
    const state = this.#targets.get(targetId);
    return state === undefined ? 'it is not watched' : this.#incidents.capture(state, role, ended);
  }

  isSnoozed(workload: string): boolean {
    return this.#snoozes.isSnoozed(workload, this.#deps.nowMs());
  }

  /** Alerts nobody of a workload until the snooze is over, in the next life of this process too. */
  snooze(snooze: Snooze): Promise<Result<void>> {
    this.#snoozes.add(snooze);
    return this.#deps.storeSnoozes(this.#snoozes.kept(this.#deps.nowMs()));
  }

  /** Ends a snooze before its time; null: there is none of that id. */
  endSnooze(id: string): Promise<Result<void>> | null {
    if (!this.#snoozes.end(id, this.#deps.nowMs())) return null;
    return this.#deps.storeSnoozes(this.#snoozes.kept(this.#deps.nowMs()));
  }

  async #sweep(signal: AbortSignal, isAllFound: () => boolean): Promise<void> {
    while (!signal.aborted) {
      await this.#deps.sleep(sweepMs, signal);
      if (signal.aborted) return;
      this.#incidents.sweep(isAllFound() && haveAnswered(this.#feeds.statuses));
    }
  }

  #watchTarget(target: Target, among: number): void {
    const known = this.#targets.get(target.id);
    const state = known ?? newTargetState(target);
    state.recorded = this.#left.timelines.get(target.id) ?? null;
    if (known !== undefined) this.#members.left(known);
    const isOther = state.target.url !== target.url;
    for (const notice of newNotices(target, known?.target)) {
      this.#tell({ kind: 'notice', notice }, state);
    }
    state.target = target;
    if (isOther) state.wake();
    this.#targets.set(target.id, state);
    this.#members.join(state);
    if (known === undefined && this.#running) this.#loops.set(target.id, this.#loop(state, among));
    this.#loops.get(target.id)?.follow(target);
  }

  #loop(state: TargetState, among: number): TargetLoop {
    const poll = (signal: AbortSignal) =>
      pollTarget(state, {
        deps: this.#deps,
        signal,
        among,
        up: (what) => this.#tell({ kind: 'target-up', what }, state),
        down: (reason) => {
          this.#tell({ kind: 'target-down', reason }, state);
          this.#incidents.wentDown(state);
        },
        lacks: (notice) => this.#tell({ kind: 'notice', notice }, state),
        reading: (reading) => this.#incidents.observe(state, reading),
      });
    return new TargetLoop(poll, (signal) => this.#incidents.record(state, signal));
  }

  readonly #tell: Tell = (event, where) => {
    const atMs = this.#deps.nowMs();
    const target = where === undefined ? '' : instanceOf(where.target);
    this.#deps.emit({ atMs, target, workload: where?.target.workload ?? '', ...event });
  };
}
