import type { Io } from './io.ts';

/** Nothing is said of what is done within a second. */
const quietMs = 1_000;

/** How long a line stays on a terminal before it is written anew, and how long until one in a log. */
const rewriteMs = 200;
const logMs = 15_000;

/** How far something has come, on stderr: one line that is rewritten on a terminal, else one now and then. */
export class ProgressLine {
  readonly #stderr: Io['stderr'];
  readonly #isTerminal: boolean;
  #nextMs: number;
  #shown = false;

  constructor({ stderr, env }: Pick<Io, 'stderr' | 'env'>) {
    this.#stderr = stderr;
    this.#isTerminal = stderr.isTTY === true && env['TERM'] !== 'dumb';
    this.#nextMs = Date.now() + (this.#isTerminal ? quietMs : logMs);
  }

  /** Says `line()` when it is time to: that is a look at the clock, else. */
  tell(line: () => string): void {
    const nowMs = Date.now();
    if (nowMs < this.#nextMs) return;
    this.#nextMs = nowMs + (this.#isTerminal ? rewriteMs : logMs);
    const columns = this.#stderr.columns ?? 80;
    const text = line();
    this.#stderr.write(this.#isTerminal ? `\r\u001B[K${text.slice(0, columns - 1)}` : `${text}\n`);
    this.#shown = this.#isTerminal;
  }

  /** Makes room for other output. */
  clear(): void {
    if (this.#shown) this.#stderr.write('\r\u001B[K');
    this.#shown = false;
  }
}
