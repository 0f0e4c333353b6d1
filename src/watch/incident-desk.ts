import type { Incident, StoredIncident } from '../model/incident.ts';
import { joinTimelines } from '../model/join-timelines.ts';
import type { AlertStatus } from '../model/receiver.ts';
import type { Result } from '../model/result.ts';
import type { Timeline } from '../model/timeline.ts';
import type { Deps } from './deps.ts';
import { IncidentBook } from './incident-book.ts';
import type { TargetState } from './target-state.ts';
import type { Tell, Where } from './tell.ts';

type Memory = StoredIncident['memory'];

/** What the desk works with. */
export type DeskSurroundings = {
  readonly targets: ReadonlyMap<string, TargetState>;
  readonly signal: AbortSignal;
  readonly tell: Tell;
  /** What is known of a target over all lives, of a signal where that is known; null: nothing. */
  readonly timelineOf: (state: TargetState, signal: Timeline['signal'] | null) => Timeline | null;
};

/** Puts on record what becomes of incidents: for the screen, for the store, for receivers. */
export class IncidentDesk {
  readonly #deps: Deps;
  readonly #around: DeskSurroundings;
  readonly #book = new IncidentBook();
  readonly #underWay = new Set<Promise<void>>();

  constructor(deps: Deps, around: DeskSurroundings) {
    this.#deps = deps;
    this.#around = around;
  }

  get incidents(): readonly Incident[] {
    return this.#book.newestFirst();
  }

  /** Shows an incident that was recorded by another process. */
  show(incident: Incident): void {
    this.#book.record(incident);
  }

  /** Forgets an incident that is another deployment's; nobody is told. */
  drop(incident: Incident): void {
    this.#book.record({ ...incident, state: 'inactive' });
    this.#background((this.#deps.dropIncident?.(incident.id) ?? Promise.resolve()).then(() => {}));
  }

  /** Shows, tells and stores an incident as it is now. */
  record(incident: Incident, where: Where, memory: Memory): void {
    const drawn = this.#drawn(incident);
    const isNews = this.#book.record(drawn);
    if (isNews) this.#around.tell({ kind: 'incident', incident: drawn }, where);
    this.#store(drawn, memory);
  }

  /** Stores it, if it has come to an alert, and shows what is known of it since; nobody is told. */
  keep(incident: Incident, memory: Memory): void {
    const drawn = this.#drawn(incident);
    this.#book.refresh(drawn);
    this.#store(drawn, memory);
  }

  /**
   * The same of one that is another deployment's no more, so that the next process of this store does not doubt it. One that
   * was taken for another shard's is shown from now on, and who was told is told again.
   */
  trust(incident: Incident, memory: Memory, isSnoozed: boolean): void {
    if (this.#book.get(incident.id) === undefined) {
      this.show(incident);
      if (memory?.told != null) this.remind(incident, 'firing', isSnoozed);
    }
    this.keep(incident, memory);
  }

  /** Tells every receiver. */
  notify(incident: Incident, status: AlertStatus): void {
    const { alert, told } = this.#alertOf(incident, status);
    this.#background(this.#deps.notify(alert, this.#around.signal, told));
  }

  /** Tells those who were told before a restart and want to be told again and again, and who is still owed it. */
  remind(incident: Incident, status: AlertStatus, isSnoozed: boolean): void {
    const { alert, told } = this.#alertOf(incident, status);
    this.#background(this.#deps.remind(alert, this.#around.signal, told, isSnoozed));
  }

  #alertOf(incident: Incident, status: AlertStatus) {
    const state = this.#around.targets.get(incident.targetId);
    const where = state ?? whereOf(incident);
    const told = (receiver: string, result: Result<void>) =>
      this.#around.tell(
        result.ok
          ? { kind: 'notified', incident: incident.id, receiver, status }
          : { kind: 'notify-failed', incident: incident.id, receiver, reason: result.reason },
        where,
      );
    return { alert: { incident: this.#drawn(incident), status }, told };
  }

  /** Resolves when no record and no notification is under way. */
  async idle(): Promise<void> {
    await Promise.allSettled([...this.#underWay]);
  }

  #store(incident: Incident, memory: Memory): void {
    if (incident.state !== 'firing' && incident.state !== 'resolved') return;
    const stored = memory === undefined ? incident : { ...incident, memory };
    // What could not be written is kept by the store, which says so.
    this.#background(this.#deps.storeIncident(stored).then(() => undefined));
  }

  /** With what is known of its target now, and of the time before that what its record has. */
  #drawn(incident: Incident): Incident {
    const recorded = this.#book.get(incident.id)?.timeline ?? incident.timeline ?? null;
    const state = this.#around.targets.get(incident.targetId);
    const signal = incident.verdict.signal;
    const present = state === undefined ? null : this.#around.timelineOf(state, signal);
    const timeline = joinTimelines(recorded, present, state?.firstSeenAtMs ?? null);
    return timeline === null ? incident : { ...incident, timeline };
  }

  #background(work: Promise<void>): void {
    this.#underWay.add(work);
    void work.finally(() => this.#underWay.delete(work));
  }
}

/** Where an incident is, when its target is gone. */
export function whereOf({ labels, workload }: Incident): Where {
  return { target: { labels, url: '', workload } };
}
