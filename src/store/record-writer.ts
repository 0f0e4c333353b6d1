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
  #turn: Promise<Result<void>> | null = null;
  #problem: string | null = null;
  #dropped = 0;

  constructor(book: RecordBook, say: (sentence: string) => void) {
    this.#book = book;
    this.#say = say;
  }

  /** How many records are not written yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Resolves when it is on disk, or why it is not yet. */
  write(changes: readonly RecordChange[]): Promise<Result<void>> {
    for (const change of changes) this.#put(change);
    this.#turn ??= Promise.resolve().then(() => this.#commit());
    return this.#turn;
  }

  /** Tries again to write what could not be written. */
  retry(): void {
    if (this.#turn === null && this.#waiting.size > 0) this.#commit();
  }

  /** Resolves when nothing is about to be written; what still cannot be stays behind. */
  async end(): Promise<void> {
    await this.#turn;
    this.retry();
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

  #commit(): Result<void> {
    this.#turn = null;
    const written = this.#book.write([...this.#waiting.values()], 'flushed');
    if (!written.ok) {
      if (written.reason !== this.#problem) {
        this.#say(`${written.reason} What was to be written is kept in memory until it can be.`);
      }
      this.#problem = written.reason;
      return written;
    }
    if (this.#problem !== null) this.#say(recovered(this.#waiting.size, this.#dropped));
    this.#problem = null;
    this.#dropped = 0;
    this.#waiting.clear();
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
