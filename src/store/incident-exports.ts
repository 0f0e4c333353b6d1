import { statSync } from 'node:fs';
import type { StoredIncident } from '../model/incident.ts';
import type { Result } from '../model/result.ts';
import { exportIncident, incidentFile } from './incidents.ts';

/**
 * Writes the files that people read of incidents, one after the other: of one incident the file that is written last
 * must be the newest state, and two writes at once have no order. What changes while one is written is written once;
 * what cannot be written waits for the next try.
 */
export class IncidentExports {
  readonly #path: string;
  readonly #say: (sentence: string) => void;
  readonly #next = new Map<string, StoredIncident>();
  #work: Promise<void> | null = null;
  #problem: string | null = null;

  constructor(path: string, say: (sentence: string) => void) {
    this.#path = path;
    this.#say = say;
  }

  /** Resolves when this state, or a newer one, is written or could not be. */
  put(incident: StoredIncident): Promise<void> {
    this.#next.set(incident.id, incident);
    return this.retry();
  }

  /** Writes what waits. */
  retry(): Promise<void> {
    this.#work ??= this.#writeAll().finally(() => {
      this.#work = null;
    });
    return this.#work;
  }

  /** Writes those whose file is missing or older than the record: who was killed between the two left it so. */
  catchUp(incident: StoredIncident, recordedAtMs: number): void {
    const file = statSync(incidentFile(this.#path, incident.id), { throwIfNoEntry: false });
    if ((file?.mtimeMs ?? 0) < recordedAtMs) void this.put(incident);
  }

  forget(id: string): void {
    this.#next.delete(id);
  }

  async #writeAll(): Promise<void> {
    for (let [next] = this.#next; next !== undefined; [next] = this.#next) {
      const [id, incident] = next;
      const written = await exportIncident(this.#path, incident);
      this.#note(written);
      if (!written.ok) return;
      if (this.#next.get(id) === incident) this.#next.delete(id);
    }
  }

  #note(written: Result<void>): void {
    const problem = written.ok ? null : written.reason;
    if (problem !== null && problem !== this.#problem) this.#say(problem);
    this.#problem = problem;
  }
}
