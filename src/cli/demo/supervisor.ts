import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** What to run, without a shell. */
export type Program = {
  /** For sentences. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** How one run of the program ended. */
export type Death = {
  readonly atMs: number;
  readonly livedMs: number;
  /** null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The line that says why, from what it wrote to stderr; empty when it wrote nothing. */
  readonly lastWords: string;
};

/** Who is told, and how patient the supervisor is. */
export type Supervision = {
  readonly onStart: (pid: number) => void;
  readonly onDeath: (death: Death) => void;
  /** Pause between a death and the next start. */
  readonly backOffMs: number;
  /** A run that ends sooner did not get going; three of those in a row and the supervisor gives up. */
  readonly minLifeMs: number;
  readonly signal: AbortSignal;
};

const triesInARow = 3;

/**
 * Runs `program` and starts it again each time it dies, until `signal` is aborted; then kills it with
 * all that it started, and resolves. Whatever ends this process in an orderly way (a throw,
 * `process.exit`) kills it too. Rejects with a sentence when the program cannot be started or dies
 * as soon as it is.
 */
export async function supervise(program: Program, supervision: Supervision): Promise<void> {
  const { signal, backOffMs, minLifeMs } = supervision;
  let failedStarts = 0;
  while (!signal.aborted) {
    const death = await runOnce(program, supervision);
    if (death === null) return;
    supervision.onDeath(death);
    failedStarts = death.livedMs < minLifeMs ? failedStarts + 1 : 0;
    if (failedStarts === triesInARow) {
      throw new Error(
        `${program.name} ended ${triesInARow} times within ${minLifeMs} ms of its start ` +
          `(${endOf(death)}): ${death.lastWords || 'it said nothing'}`,
      );
    }
    await delay(backOffMs, undefined, { signal }).catch(() => undefined);
  }
}

/** One run, from start to end; null when it ended because that was asked for. */
async function runOnce(program: Program, supervision: Supervision): Promise<Death | null> {
  const startedAtMs = Date.now();
  // Its own process group, so that whatever it starts can be killed with it.
  const child = spawn(program.command, program.args, {
    env: program.env,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const kill = () => killGroup(child);
  // `exit` also comes after an uncaught error: the last chance, and only for what is synchronous.
  process.once('exit', kill);
  supervision.signal.addEventListener('abort', kill, { once: true });
  try {
    const lines = keepLines(child);
    const [exited, closed] = [once(child, 'exit'), once(child, 'close')];
    await once(child, 'spawn').catch((error: Error) => {
      for (const never of [exited, closed]) never.catch(() => undefined);
      throw new Error(`${program.name} could not be started: ${error.message}`, { cause: error });
    });
    if (supervision.signal.aborted) kill();
    else supervision.onStart(child.pid ?? 0);
    await exited;
    // What it leaves running would hold its stderr open, and its port.
    kill();
    await closed;
    if (supervision.signal.aborted) return null;
    const atMs = Date.now();
    return {
      atMs,
      livedMs: atMs - startedAtMs,
      exitCode: child.exitCode,
      signal: child.signalCode,
      lastWords: lastWordsOf(lines),
    };
  } finally {
    kill();
    process.off('exit', kill);
    supervision.signal.removeEventListener('abort', kill);
  }
}

/** The group outlives its leader when the leader left children: they are killed as well. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The first and the last lines of stderr: why it died comes before the stack, or at the very end. */
function keepLines({ stderr }: ChildProcess): string[] {
  const lines: string[] = [];
  let rest = '';
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = (parts.pop() ?? '').slice(-1000);
    lines.push(...parts.filter((line) => line.trim() !== ''));
    lines.splice(50, Math.max(0, lines.length - 100));
  });
  stderr?.on('end', () => {
    if (rest.trim() !== '') lines.push(rest);
  });
  return lines;
}

/** `panic: …` of Go, `Error: …` and `fatal error: …` of others; else the last line. */
function lastWordsOf(lines: readonly string[]): string {
  const why = lines.find((line) => /^(panic|fatal error|\w*Error): /.test(line));
  return (why ?? lines.at(-1) ?? '').trim();
}

/** `exit 2`, or the signal's name. */
export function endOf({ exitCode, signal }: Pick<Death, 'exitCode' | 'signal'>): string {
  return signal ?? `exit ${exitCode}`;
}
