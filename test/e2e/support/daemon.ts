import { type ChildProcess, spawn } from 'node:child_process';

/** A program that runs until it is stopped, and all that it wrote. */
export class Daemon {
  output = '';
  readonly #child: ChildProcess;

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    this.#child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk) => {
        this.output += chunk;
      });
    }
  }

  /** Asks it to stop; resolves when it is gone. */
  stop(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) return resolve();
      const kill = setTimeout(() => this.#child.kill('SIGKILL'), 8_000);
      this.#child.once('exit', () => {
        clearTimeout(kill);
        resolve();
      });
      this.#child.kill('SIGTERM');
    });
  }
}

/** What `look` finds, asked again and again; throws with `story` when `withinMs` have passed. */
export async function eventually<T>(
  what: string,
  withinMs: number,
  look: () => Promise<T | null | undefined | false>,
  story: () => string = () => '',
): Promise<T> {
  const endMs = Date.now() + withinMs;
  let last: unknown;
  while (Date.now() < endMs) {
    try {
      const found = await look();
      if (found !== null && found !== undefined && found !== false) return found;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`no ${what} within ${withinMs / 1000} s; ${String(last ?? '')}\n${story()}`);
}
