import type { CaptureRole } from '../model/capture.ts';
import type { RecallPlace } from '../model/feed.ts';
import type { Incident } from '../model/incident.ts';
import type { Reading } from '../model/reading.ts';
import type { Rule } from '../model/rule.ts';
import type { Timeline } from '../model/timeline.ts';
import { type CaptureEnded, CaptureFlow } from './capture-flow.ts';
import type { Diffed } from './compare-captures.ts';
import { decidingTarget } from './deciding-target.ts';
import type { Deps } from './deps.ts';
import { Effects } from './effects.ts';
import { EndRecords } from './end-records.ts';
import { GoneWorkloads } from './gone-workloads.ts';
import { type DeskSurroundings, IncidentDesk } from './incident-desk.ts';
import { keepShown } from './keep-shown.ts';
import type { LifeOver } from './life-ends.ts';
import { RecorderFlow } from './recorder-flow.ts';
import type { Remembered } from './remembered.ts';
import { resumeIncidents } from './resume-incidents.ts';
import { isSameRule } from './same-rule.ts';
import type { Stretch } from './stretch.ts';
import { StretchFlow, type When } from './stretch-flow.ts';
import type { Surroundings } from './surroundings.ts';
import { takeReading } from './take-reading.ts';
import type { TargetState } from './target-state.ts';
import { targetTimeline } from './target-timeline.ts';
import type { WorkloadShelf } from './workload-shelf.ts';
import type { Judgement, WorkloadWatch } from './workload-watch.ts';

/**
 * From a reading to what is done about it: the workload's rules judge, their incidents step, and each
 * effect is performed: a capture, a record, a notification.
 */
export class IncidentFlow {
  readonly #deps: Deps;
  readonly #around: Surroundings;
  readonly #workloads: WorkloadShelf;
  readonly #captures: CaptureFlow;
  readonly #desk: IncidentDesk;
  readonly #stretches: StretchFlow;
  readonly #recorder: RecorderFlow;
  readonly #effects: Effects;
  readonly #gone: GoneWorkloads;
  readonly #ends: EndRecords;
  #rules: readonly Rule[] = [];

  constructor(deps: Deps, around: Surroundings) {
    this.#deps = deps;
    this.#around = around;
    this.#workloads = around.workloads;
    const timelineOf: DeskSurroundings['timelineOf'] = (...asked) => this.#timelineOf(...asked);
    this.#desk = new IncidentDesk(deps, { ...around, timelineOf });
    const diffed = (state: TargetState, event: Diffed) => this.#diffed(state, event);
    this.#captures = new CaptureFlow(deps, around.signal, { diffed }, around.memory.costs);
    this.#effects = new Effects(around, this.#captures, this.#desk);
    this.#gone = new GoneWorkloads(deps, around, this.#effects, this.#desk);
    this.#ends = new EndRecords(this.#desk, ({ target }) => this.workload(target.workload));
    this.#stretches = new StretchFlow({
      take: (state, reading) => this.#take(state, reading),
      judged: (...about) => this.#judged(...about),
      perform: (held) => this.#effects.do(held),
      shown: (state, atMs) => this.#shown(state, atMs),
      workload: (name) => this.workload(name),
      place: (...about) => around.memory.place(...about),
      tell: around.tell,
    });
    this.#recorder = new RecorderFlow(deps, {
      captures: this.#captures,
      tell: around.tell,
      timeScale: () => this.timeScale,
      over: (state, over) => this.#lifeOver(state, over),
    });
  }

  /** Runs the flight recorder of a target until `signal` is aborted. */
  record(state: TargetState, signal: AbortSignal): Promise<void> {
    return this.#recorder.run(state, signal);
  }

  /** Judges by these rules from now on; what is known of the workloads is kept. */
  follow(rules: readonly Rule[]): void {
    this.#rules = rules;
    for (const workload of this.#workloads.all()) {
      for (const { rule, track } of workload.tracks) {
        if (!rules.some((other) => isSameRule(rule, other)))
          this.#gone.end(workload, rule, track, 'unruled');
      }
      workload.follow(rules);
    }
  }

  /** Takes note that the configuration which was loaded just now names no target of these workloads, by name, any more. */
  dropped(workloads: Iterable<string>): void {
    this.#gone.dropped(workloads);
  }

  /** Goes on with what another process has left, by the rules that are followed. */
  resume(left: Remembered): void {
    resumeIncidents(left, {
      rules: this.#rules,
      workloads: this.#workloads,
      desk: this.#desk,
      isSnoozed: (workload) => this.#isSnoozed(workload),
      nowMs: this.#deps.nowMs(),
    });
  }

  /**
   * Ends the incidents of workloads that have had no target for as long as a rule keeps firing, forgets workloads that
   * are long gone, and writes what waited. `isAllFound`: a target that is not known is not there.
   */
  sweep(isAllFound: boolean): void {
    this.#ends.writeDue(this.#deps.nowMs());
    const watched = this.#gone.note(isAllFound);
    for (const { incident, memory } of this.#workloads.newlyTrusted()) {
      this.#desk.trust(incident, memory, this.#isSnoozed(incident.workload));
    }
    if (!isAllFound) return;
    this.#stretches.keepOnly(watched);
    this.#gone.endLongGone();
  }

  /** An incident as it is at this moment; undefined: none of that id is watched. */
  incident(id: string): Incident | undefined {
    return this.#workloads.incident(id);
  }

  /** How many captures wait or are under way. */
  get capturing(): number {
    return this.#captures.waiting;
  }

  /** Captures a target because somebody asks for it; null, or why not. `ended`: whether anything of it is stored. */
  capture(state: TargetState, role: CaptureRole, ended?: CaptureEnded): string | null {
    return this.#captures.take(state, role, 'all', this.timeScale, ended);
  }

  /** What is known of a workload; undefined before its first reading. */
  workload(name: string): WorkloadWatch | undefined {
    return this.#workloads.get(name);
  }

  get incidents(): readonly Incident[] {
    return this.#desk.incidents;
  }

  /** The largest scale among the rules: rehearsals are always shown as such. */
  get timeScale(): number {
    return Math.max(1, ...this.#rules.map(({ timeScale }) => timeScale));
  }

  /** Takes a reading of a target in and does what follows from it. Never waits. */
  observe(state: TargetState, reading: Reading): void {
    const workload = this.#take(state, reading);
    const judgements = workload.judge(reading.atMs);
    for (const judgement of judgements) this.#judged(workload, state, judgement);
    if (judgements.length > 0) keepShown(workload, state, this.#around.targets.size);
    this.#captures.takeBaseline(state, this.timeScale, reading.atMs);
    this.#ends.noteLife(state, this.#deps.nowMs());
  }

  /** A target cannot be seen any more: perhaps nobody ever sees more of it than is known now. */
  wentDown(state: TargetState): void {
    this.#ends.note(state, this.#deps.nowMs());
  }

  #shown(state: TargetState, atMs: number): void {
    keepShown(this.#workloadOf(state), state, this.#around.targets.size);
    this.#ends.noteLife(state, this.#deps.nowMs());
    this.#captures.takeBaseline(state, this.timeScale, atMs);
  }

  /** Takes readings of one workload in that come in one go, and does what still follows from them. */
  observeStretch(stretch: Stretch): void {
    this.#stretches.observe(stretch);
  }

  /** Goes on with what an earlier process has saved of a workload of a feed. */
  readonly recallFed: RecallPlace = (name, ...asked) =>
    this.#around.memory.recallFed(name, this.#rules, ...asked);

  #take(state: TargetState, reading: Reading): WorkloadWatch {
    const workload = this.#workloadOf(state);
    this.#around.memory.recall(workload, state.target);
    const witnessed = this.#recorder.witnessed(state, reading);
    takeReading(state, witnessed, workload, (ended) => this.#recorder.left(state, ended));
    return workload;
  }

  #lifeOver(state: TargetState, over: LifeOver): void {
    for (const event of over.diffed) this.#diffed(state, event);
    this.#effects.lifeOver(this.#workloadOf(state), state, over, {
      atMs: this.#deps.nowMs(),
      isSnoozed: this.#isSnoozed(state.target.workload),
    });
  }

  /** Resolves when no capture, record or notification is under way. */
  async idle(): Promise<void> {
    this.#ends.writeDue(this.#deps.nowMs(), true);
    await Promise.allSettled([this.#captures.idle(), this.#recorder.idle()]);
    await this.#desk.idle();
  }

  #judged(workload: WorkloadWatch, polled: TargetState, judgement: Judgement, when?: When): void {
    const { rule, verdict, isNews } = judgement;
    const state = this.#around.members.decider(verdict.instance, polled);
    if (isNews && when !== undefined) when.held.holdVerdict({ judgement, state });
    else if (isNews) this.#around.tell({ kind: 'verdict', rule: rule.alert, verdict }, state);
    this.#effects.perform(
      workload,
      rule,
      state,
      {
        kind: 'judged',
        atMs: verdict.atMs,
        verdict,
        target: decidingTarget(state, this.#around.members, {
          lifeStartAtMs: state.lifeStartAtMs ?? verdict.atMs,
          timeScale: rule.timeScale,
          concern: verdict.concern,
          // Profiles show what is, not what was.
          hasProfiles: when?.isNow !== false,
        }),
        known: state.diffs,
        isSnoozed: this.#isSnoozed(state.target.workload),
      },
      when?.held,
    );
  }

  #diffed(state: TargetState, event: Diffed): void {
    const workload = this.#workloadOf(state);
    this.#around.tell({ kind: 'diffed', diff: event.diff, captures: event.captures }, state);
    for (const { rule, track } of workload.tracks) {
      if (track.incident?.targetId !== state.target.id) continue;
      const isSnoozed = this.#isSnoozed(state.target.workload);
      this.#effects.perform(workload, rule, state, { ...event, isSnoozed });
    }
  }

  /** What was judged just now is shown only afterwards; who records an incident needs it at once. */
  #timelineOf(state: TargetState, signal: Timeline['signal'] | null): Timeline | null {
    const workload = this.workload(state.target.workload);
    if (workload !== undefined) keepShown(workload, state, this.#around.targets.size);
    return targetTimeline(state, workload, signal ?? state.history?.signal);
  }

  #isSnoozed(workload: string): boolean {
    return this.#around.snoozes.isSnoozed(workload, this.#deps.nowMs());
  }

  #workloadOf({ target }: TargetState): WorkloadWatch {
    return this.#workloads.getOrAdd(target.workload, this.#rules);
  }
}
