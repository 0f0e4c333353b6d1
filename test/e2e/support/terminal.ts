import { execFile } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A terminal's size in characters. */
export type Size = { readonly columns: number; readonly rows: number };

/** What of a terminal a full-screen program may leave behind. */
export type Modes = { readonly alternate: boolean; readonly cursor: boolean };

const prompt = 'ready>';
let opened = 0;

/**
 * A real terminal with a shell in it: tmux on a socket of its own, whose screen can be read. `env` is
 * the shell's, over what is inherited.
 */
export class Terminal {
  /** Where its shell stands: its own, so that what is written there is. */
  readonly folder: string;
  readonly #socket: string;

  private constructor(socket: string, folder: string) {
    this.#socket = socket;
    this.folder = folder;
  }

  static async open(size: Size, env: Readonly<Record<string, string>> = {}): Promise<Terminal> {
    const socket = `sawtooth-${process.pid}-${opened++}`;
    const terminal = new Terminal(socket, await mkdtemp(join(tmpdir(), 'sawtooth-terminal-')));
    const variables = Object.entries({ PS1: `${prompt} `, ...env });
    await terminal.#tmux([
      ...[
        'new-session',
        '-d',
        '-x',
        `${size.columns}`,
        '-y',
        `${size.rows}`,
        '-c',
        terminal.folder,
      ],
      ...['env', '-u', 'NO_COLOR', '-u', 'FORCE_COLOR', '-u', 'CI'],
      ...[...variables.map(([name, value]) => `${name}=${value}`), 'bash', '--norc', '--noprofile'],
    ]);
    await terminal.waitFor('a prompt', (screen) => screen.includes(prompt), 30_000);
    return terminal;
  }

  /** Types a command line; `pid` is asked for once it runs. */
  async run(command: readonly string[], behind = ''): Promise<void> {
    const line = command.map((word) => `'${word}'`).join(' ');
    // The shell's number is the program's, since it becomes the program.
    const whole = `sh -c 'echo $$ > ${this.folder}/pid; exec "$@"' sh ${line}${behind}`;
    await this.#tmux(['send-keys', '-l', `clear; ${whole}`]);
    await this.press('Enter');
  }

  /** Presses keys, by tmux' names: `j`, `Enter`, `Escape`, `C-c`. */
  press(...keys: readonly string[]): Promise<string> {
    return this.#tmux(['send-keys', ...keys]);
  }

  resize({ columns, rows }: Size): Promise<string> {
    return this.#tmux(['resize-window', '-x', `${columns}`, '-y', `${rows}`]);
  }

  /** The screen as text, one line a row, without the blanks at a row's end. */
  async screen(): Promise<string> {
    return (await this.#tmux(['capture-pane', '-p'])).replace(/\n$/, '');
  }

  /** The same with its colour codes. */
  async colouredScreen(): Promise<string> {
    return (await this.#tmux(['capture-pane', '-p', '-e'])).replace(/\n$/, '');
  }

  async modes(): Promise<Modes> {
    const said = await this.#tmux(['display-message', '-p', '#{alternate_on} #{cursor_flag}']);
    const [alternate, cursor] = said.trim().split(' ');
    return { alternate: alternate === '1', cursor: cursor === '1' };
  }

  /** The process number of what `run` started last. */
  async pid(): Promise<number> {
    return Number(await readFile(join(this.folder, 'pid'), 'utf8'));
  }

  /** The first screen that `wanted` accepts; throws with the last one when `withinMs` have passed. */
  async waitFor(
    what: string,
    wanted: (screen: string) => boolean,
    withinMs: number,
  ): Promise<string> {
    const deadlineMs = Date.now() + withinMs;
    for (;;) {
      const screen = await this.screen();
      if (wanted(screen)) return screen;
      if (Date.now() > deadlineMs) {
        throw new Error(`no ${what} within ${withinMs / 1000} s; the screen:\n${screen}`);
      }
      await delay(100);
    }
  }

  /** Takes the terminal away, as a closed window or a lost connection does. */
  async close(): Promise<void> {
    await this.#tmux(['kill-server']).catch(() => undefined);
  }

  async #tmux(args: readonly string[]): Promise<string> {
    const env = { ...process.env, LC_ALL: 'C.UTF-8' };
    const command = ['-L', this.#socket, '-f', '/dev/null', '-u', ...args];
    return (await execute('tmux', command, { env })).stdout;
  }
}
