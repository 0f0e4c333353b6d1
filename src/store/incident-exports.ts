import type { StoredIncident } from '../model/incident.ts';
import { limits } from '../model/limits.ts';
import { inOneSentence } from './in-one-sentence.ts';
import { exportIncident, isExported } from './incidents.ts';

/** The book has them all, and the next start writes what is missing. */
const mostWaiting = limits.exports_waiting.most;

type Failed = { readonly incident: StoredIncident; readonly reason: string };

/**
 * Writes the files that people read of incidents, one after the other: of one incident the file that is written last
 * must be the newest state, and two writes at once have no order. What changes while one is written is written once;
 * what cannot be written is said, keeps no other from being written, and waits for the next try.
 */
export class IncidentExports {
  readonly #path: string;
  readonly #say: (sentence: string) => void;
  /** What is to be written now. */
  readonly #next = new Map<string, StoredIncident>();
  /** What could not be written the last time. */
  readonly #failed = new Map<string, Failed>();
  #writing: { readonly id: string; readonly done: Promise<unknown> } | null = null;
  #work: Promise<void> | null = null;

  constructor(path: string, say: (sentence: string) => void) {
    this.#path = path;
    this.#say = say;
  }

  /** Incidents whose files are still to be written. */
  get waiting(): number {
    return Math.max(this.#next.size, this.#failed.size);
  }

  /** Resolves when this state, or a newer one, is written or could not be. */
  put(incident: StoredIncident): Promise<void> {
    // To the end, so that who writes just now comes by it.
    this.#next.delete(incident.id);
    keep(this.#next, incident.id, incident);
    return this.#start();
  }

  /** Writes what waits. */
  retry(): Promise<void> {
    for (const [id, { incident }] of this.#failed) {
      if (!this.#next.has(id)) keep(this.#next, id, incident);
    }
    return this.#start();
  }

  /**
   * Writes those whose file is missing or says otherwise than the record: who was killed between the two left it older,
   * and where the record could not be written it is newer.
   */
  catchUp(incident: StoredIncident): void {
    if (!isExported(this.#path, incident)) void this.put(incident);
  }

  /** Writes no state of it that was put before; resolves when none is being written either. */
  async forget(id: string): Promise<void> {
    this.#next.delete(id);
    this.#failed.delete(id);
    if (this.#writing?.id === id) await this.#writing.done;
  }

  #start(): Promise<void> {
    this.#work ??= this.#writeAll().finally(() => {
      this.#work = null;
    });
    return this.#work;
  }

  async #writeAll(): Promise<void> {
    const news: string[] = [];
    // Each once; what is put meanwhile comes at the end.
    for (const [id, incident] of this.#next) {
      const writing = exportIncident(this.#path, incident);
      this.#writing = { id, done: writing };
      const written = await writing;
      this.#writing = null;
      // It was forgotten, or there is a newer state.
      if (this.#next.get(id) !== incident) continue;
      this.#next.delete(id);
      if (written.ok) {
        this.#failed.delete(id);
        continue;
      }
      if (this.#failed.get(id)?.reason !== written.reason) news.push(written.reason);
      keep(this.#failed, id, { incident, reason: written.reason });
    }
    const sentence = inOneSentence(news);
    if (sentence !== null) this.#say(sentence);
  }
}

function keep<T>(waiting: Map<string, T>, id: string, value: T): void {
  waiting.set(id, value);
  const [oldest] = waiting.keys();
  if (waiting.size > mostWaiting && oldest !== undefined) waiting.delete(oldest);
}
