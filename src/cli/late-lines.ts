import { printable } from '../render/printable.ts';

/** Lines for stderr, each once. While a screen is shown they wait: it must not be written over. */
export class LateLines {
  readonly #wait: boolean;
  readonly #stderr: { readonly write: (text: string) => unknown } | undefined;
  readonly #held = new Set<string>();

  constructor(wait: boolean, stderr: { readonly write: (text: string) => unknown } | undefined) {
    this.#wait = wait;
    this.#stderr = stderr;
  }

  say(lines: readonly string[]): void {
    for (const line of lines) this.#held.add(printable(line));
    if (!this.#wait) this.flush();
  }

  /** Writes what has waited. */
  flush(): void {
    for (const line of this.#held) this.#stderr?.write(`sawtooth: ${line}\n`);
    this.#held.clear();
  }
}
