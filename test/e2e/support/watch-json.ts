import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { sawtooth } from './programs.ts';

/** An event of `watch --json`, as it stands on the wire. */
export type Event = { readonly kind: string; readonly [field: string]: unknown };

/** `sawtooth watch --json …` under way, and everything that it has said. */
export class WatchJson {
  readonly events: Event[] = [];
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  stderr = '';

  constructor(args: readonly string[]) {
    const [node, main] = sawtooth;
    this.#child = spawn(node, [main, 'watch', '--json', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error('no pipes');
    createInterface({ input: stdout }).on('line', (line) => {
      this.events.push(JSON.parse(line));
      for (const look of this.#waiting) look();
    });
    stderr.on('data', (chunk) => {
      this.stderr += chunk;
    });
  }

  of(kind: string): Event[] {
    return this.events.filter((event) => event.kind === kind);
  }

  /** The first event that `wanted` accepts; throws with all that was said when `withinMs` have passed. */
  waitFor(what: string, wanted: (event: Event) => boolean, withinMs: number): Promise<Event> {
    return new Promise((resolve, reject) => {
      const finish = (event: Event | undefined) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        if (event !== undefined) resolve(event);
        else reject(new Error(`no ${what} within ${withinMs / 1000} s; ${this.#story()}`));
      };
      const look = () => {
        const event = this.events.find(wanted);
        if (event !== undefined) finish(event);
      };
      const timer = setTimeout(() => finish(undefined), withinMs);
      this.#waiting.add(look);
      look();
    });
  }

  /** Asks it to stop; its exit code, or null when it did not stop within the 5 s that are promised. */
  stop(): Promise<number | null> {
    return new Promise((resolve) => {
      if (this.#child.exitCode !== null) return resolve(this.#child.exitCode);
      const kill = setTimeout(() => this.#child.kill('SIGKILL'), 5_000);
      this.#child.once('exit', (code) => {
        clearTimeout(kill);
        resolve(code);
      });
      this.#child.kill('SIGTERM');
    });
  }

  #story(): string {
    const said = this.events.map((event) =>
      [event.kind, event['verdict'], event['state'], event['reason'], event['explanation']]
        .filter((part) => typeof part === 'string')
        .join(' '),
    );
    return `it said:\n${said.join('\n')}\n${this.stderr}`;
  }
}
