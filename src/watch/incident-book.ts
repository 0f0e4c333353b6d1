import { newsOf } from '../incident/news-of.ts';
import type { Incident } from '../model/incident.ts';

/** Incidents that are over and still shown. */
const maxResolved = 100;

/** The incidents that can be shown: all that go on, and the newest of those that are over. */
export class IncidentBook {
  readonly #byId = new Map<string, Incident>();
  /** By incident: what was last said to be news. */
  readonly #said = new Map<string, string>();

  /**
   * Keeps the incident as it is now; one that came to nothing is forgotten. Whether that is news:
   * growth and time to limit change at every diff, and are none.
   */
  record(incident: Incident): boolean {
    if (incident.state === 'inactive') this.#byId.delete(incident.id);
    else this.#byId.set(incident.id, incident);
    const news = newsOf(incident);
    const isNews = this.#said.get(incident.id) !== news;
    this.#said.set(incident.id, news);
    this.#forget();
    return isNews;
  }

  /** Keeps more of what is known of an incident that is no other by it, and no news. */
  refresh(incident: Incident): void {
    if (this.#said.get(incident.id) === newsOf(incident)) this.#byId.set(incident.id, incident);
  }

  /** As it was last recorded. */
  get(id: string): Incident | undefined {
    return this.#byId.get(id);
  }

  newestFirst(): readonly Incident[] {
    return [...this.#byId.values()].toReversed();
  }

  #forget(): void {
    const over = [...this.#byId.values()].filter(({ state }) => state === 'resolved');
    for (const { id } of over.slice(0, -maxResolved)) this.#byId.delete(id);
    for (const id of this.#said.keys()) if (!this.#byId.has(id)) this.#said.delete(id);
  }
}
