import { limits } from '../model/limits.ts';
import { type Result, success } from '../model/result.ts';
import type { RecordBook, RecordChange, RecordName } from './record-book.ts';

const mostWaiting = limits.records_waiting.most;

/**
 * Writes what must not be lost: all that is asked for in one turn of the event loop in one transaction, flushed. So
 * an incident and who is owed the news of it are there together or not at all. What cannot be written waits, and
 * goes along with the next that can; `say` hears when that begins and when it is over.
 */
export class RecordWriter {
  readonly #book: RecordBook;
  readonly #say: (sentence: string) => void;
  readonly #waiting = new Map<string, RecordChange>();
  /** The turn that has not begun yet, and the one whose flush is waited for. */
  #next: Promise<Result<void>> | null = null;
  #running: Promise<Result<void>> | null = null;
  #problem: string | null = null;
  #dropped = 0;

  constructor(book: RecordBook, say: (sentence: string) => void) {
    this.#book = book;
    this.#say = say;
  }

  /** How many records could not be written yet. */
  get waiting(): number {
    return this.#problem === null ? 0 : this.#waiting.size;
  }

  /** Resolves when it is on disk, or why it is not yet. */
  write(changes: readonly RecordChange[]): Promise<Result<void>> {
    for (const change of changes) this.#put(change);
    this.#next ??= this.#turn();
    return this.#next;
  }

  /** Tries again to write what could not be written. */
  retry(): void {
    if (this.waiting > 0) void this.write([]);
  }

  /** Resolves when nothing is about to be written; what still cannot be stays behind. */
  async end(): Promise<void> {
    await (this.#next ?? this.#running);
    if (this.waiting > 0) await this.write([]);
  }

  /** While one turn's flush goes on the next ones gather, and are one. */
  async #turn(): Promise<Result<void>> {
    await this.#running;
    this.#next = null;
    const running = this.#commit();
    this.#running = running;
    const written = await running;
    if (this.#running === running) this.#running = null;
    return written;
  }

  #put(change: RecordChange): void {
    const name = nameOf(change);
    this.#waiting.delete(name);
    this.#waiting.set(name, change);
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size <= mostWaiting || oldest === undefined) return;
    this.#waiting.delete(oldest);
    this.#dropped += 1;
  }

  async #commit(): Promise<Result<void>> {
    const changes = [...this.#waiting.values()];
    const committed = this.#book.write(changes, 'urgent');
    const written = committed.ok ? await this.#book.flush() : committed;
    if (!written.ok) {
      if (written.reason !== this.#problem) {
        this.#say(`${written.reason} What was to be written is kept in memory until it can be.`);
      }
      this.#problem = written.reason;
      return written;
    }
    if (this.#problem !== null) this.#say(recovered(changes.length, this.#dropped));
    this.#problem = null;
    this.#dropped = 0;
    // What came while it was flushed is for the next turn.
    for (const change of changes) {
      if (this.#waiting.get(nameOf(change)) === change) this.#waiting.delete(nameOf(change));
    }
    return success(undefined);
  }
}

function nameOf({ kind, key }: RecordName): string {
  return `${kind} ${key}`;
}

function recovered(written: number, dropped: number): string {
  const lost = dropped === 0 ? '' : `, and the ${dropped} oldest of them are lost`;
  return `what could not be written is written now: ${written} records${lost}`;
}
