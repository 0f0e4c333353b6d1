import type { Incident, StoredIncident } from '../model/incident.ts';
import type { Result } from '../model/result.ts';

/**
 * Writes incidents one state after the other: of one incident the file that is written last must be the
 * newest state, and two writes at once have no order. What changes while one is written is written once.
 */
export class IncidentKeeper {
  readonly #store: (incident: StoredIncident) => Promise<Result<void>>;
  readonly #next = new Map<string, StoredIncident>();
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(store: (incident: StoredIncident) => Promise<Result<void>>) {
    this.#store = store;
  }

  /** Resolves when this state, or a newer one, has been written or could not be. */
  keep(incident: Incident, memory: StoredIncident['memory']): Promise<void> {
    this.#next.set(incident.id, memory === undefined ? incident : { ...incident, memory });
    const known = this.#underWay.get(incident.id);
    if (known !== undefined) return known;
    const work = this.#write(incident.id);
    this.#underWay.set(incident.id, work);
    return work;
  }

  async #write(id: string): Promise<void> {
    for (let next = this.#take(id); next !== undefined; next = this.#take(id)) {
      await this.#store(next);
    }
    this.#underWay.delete(id);
  }

  #take(id: string): StoredIncident | undefined {
    const next = this.#next.get(id);
    this.#next.delete(id);
    return next;
  }
}
