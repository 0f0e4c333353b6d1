import { printable } from '../render/printable.ts';
import { themeOf } from '../tui/theme.ts';
import type { Io } from './io.ts';

/** Nothing is said of what is done within a second. */
const quietMs = 1_000;

/** How long a line stays on a terminal before it is written anew, and how long until one in a log. */
const rewriteMs = 200;
const logMs = 15_000;

/** Cells of the bar, and the narrowest terminal that has room for one. */
const barCells = 20;
const leastColumns = 60;

/** A line, and how much of the whole is done: 0 to 1; null, or only a line: nobody knows. */
export type Progress = string | { readonly text: string; readonly share: number | null };

/**
 * How far something has come, on stderr: one line that is rewritten on a terminal, with a bar before it where it is
 * known how much there is, else one now and then.
 */
export class ProgressLine {
  readonly #stderr: Io['stderr'];
  readonly #isTerminal: boolean;
  readonly #cells: string;
  #nextMs: number;
  #shown = false;

  constructor({ stderr, env }: Pick<Io, 'stderr' | 'env'>) {
    this.#stderr = stderr;
    this.#isTerminal = stderr.isTTY === true && env['TERM'] !== 'dumb';
    this.#cells = themeOf(env).unicode ? '━╌' : '#.';
    this.#nextMs = Date.now() + (this.#isTerminal ? quietMs : logMs);
  }

  /** Says `line()` when it is time to: that is a look at the clock, else. */
  tell(line: () => Progress): void {
    if (Date.now() >= this.#nextMs) this.#write(line());
  }

  /** Says it at once to a terminal, since for a while nobody can: what follows is known to take long. */
  now(line: () => Progress): void {
    if (this.#isTerminal) this.#write(line());
    else this.tell(line);
  }

  /** Makes room for other output. */
  clear(): void {
    if (this.#shown) this.#stderr.write('\r\u001B[K');
    this.#shown = false;
  }

  #write(said: Progress): void {
    this.#nextMs = Date.now() + (this.#isTerminal ? rewriteMs : logMs);
    const { text, share } = typeof said === 'string' ? { text: said, share: null } : said;
    if (!this.#isTerminal) {
      this.#stderr.write(`${printable(text)}\n`);
      return;
    }
    const columns = this.#stderr.columns ?? 80;
    const bar = share === null || columns < leastColumns ? '' : `${this.#bar(share)} `;
    this.#stderr.write(`\r\u001B[K${`${bar}${printable(text)}`.slice(0, columns - 1)}`);
    this.#shown = true;
  }

  #bar(share: number): string {
    const [done = '', open = ''] = this.#cells;
    const cells = Math.round(barCells * Math.min(1, Math.max(0, share)));
    return done.repeat(cells) + open.repeat(barCells - cells);
  }
}
