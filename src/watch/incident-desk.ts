import type { Incident, StoredIncident } from '../model/incident.ts';
import type { AlertStatus } from '../model/receiver.ts';
import type { Result } from '../model/result.ts';
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
  /** Ends of lives of a target, within the span of its floors. */
  readonly cliffsOf: (state: TargetState) => readonly number[];
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

  /** Shows, tells and stores an incident as it is now. */
  record(incident: Incident, where: Where, memory: Memory): void {
    const isNews = this.#book.record(incident);
    if (isNews) this.#around.tell({ kind: 'incident', incident }, where);
    this.keep(incident, memory);
  }

  /** Stores it, if it has come to an alert. */
  keep(incident: Incident, memory: Memory): void {
    if (incident.state !== 'firing' && incident.state !== 'resolved') return;
    const stored = memory === undefined ? incident : { ...incident, memory };
    // What could not be written is kept by the store, which says so.
    this.#background(this.#deps.storeIncident(stored).then(() => undefined));
  }

  /** `remind`: those who were told before a restart and want to be told again and again. */
  notify(incident: Incident, status: AlertStatus, how: 'notify' | 'remind' = 'notify'): void {
    const state = this.#around.targets.get(incident.targetId);
    const where = state ?? whereOf(incident);
    const floors = state?.floors.get(state.shownSignal ?? '') ?? [];
    const cliffs = state === undefined ? [] : this.#around.cliffsOf(state);
    const told = (receiver: string, result: Result<void>) =>
      this.#around.tell(
        result.ok
          ? { kind: 'notified', receiver, status }
          : { kind: 'notify-failed', receiver, reason: result.reason },
        where,
      );
    const alert = { incident, status, floors, cliffs };
    this.#background(this.#deps[how](alert, this.#around.signal, told));
  }

  /** Resolves when no record and no notification is under way. */
  async idle(): Promise<void> {
    await Promise.allSettled([...this.#underWay]);
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
