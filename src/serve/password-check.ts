import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { compare } from 'bcryptjs';
import { limits, type NoteUse } from '../model/limits.ts';

/** Of a password that nobody has: a name that is unknown takes as long as one that is. */
const nobodysHash = '$2b$10$xGihTBhXAcZOBcw35Qp/POgvgb0W7moyjDnkzhcjlllrcOAKt9xYC';

/** More would be guesses. */
const mostWaiting = limits.passwords_waiting.most;

/** After a wrong guess: bcrypt takes a tenth of a second of the one thread that also scrapes. */
const pauseMs = 300;

const mostKnown = 100;

/**
 * Checks passwords against their bcrypt hashes, one at a time. One that was right is known from then on
 * by a keyed hash of it, for as long as the hash stays the same.
 */
export class PasswordCheck {
  readonly #key = randomBytes(32);
  readonly #known = new Set<string>();
  readonly #noteUse: NoteUse | undefined;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(noteUse?: NoteUse) {
    this.#noteUse = noteUse;
  }

  /** Whether it is this user's; null: too many guesses wait, and it was not looked at. */
  async isRight(
    users: ReadonlyMap<string, string>,
    user: string,
    password: string,
  ): Promise<boolean | null> {
    const hash = users.get(user);
    const print = this.#printOf(user, password, hash ?? '');
    if (hash !== undefined && this.#known.has(print)) return true;
    if (this.#waiting >= mostWaiting) return null;
    this.#waiting += 1;
    this.#noteUse?.({ limit: 'passwords_waiting', used: this.#waiting });
    const checked = this.#last.then(() => compare(password, hash ?? nobodysHash));
    this.#last = checked.then(
      (right) => (right ? undefined : delay(pauseMs, undefined, { ref: false })),
      () => undefined,
    );
    try {
      const right = (await checked) && hash !== undefined;
      if (right) this.#remember(print);
      return right;
    } finally {
      this.#waiting -= 1;
    }
  }

  #printOf(user: string, password: string, hash: string): string {
    return createHmac('sha256', this.#key)
      .update(JSON.stringify([user, password, hash]))
      .digest('base64');
  }

  #remember(print: string): void {
    this.#known.add(print);
    const [oldest] = this.#known;
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest);
  }
}
