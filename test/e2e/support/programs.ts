import { execFile, spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The project's root. */
export const root = new URL('../../..', import.meta.url).pathname;

/** The built command, run by the Node that runs the tests. */
export const sawtooth = [process.execPath, join(root, 'dist/main.js')] as const;

/** A port that was free a moment ago: any, or `wanted`, which rejects when it is taken. */
export function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}

/** Whether a command answers at all. */
export async function has(command: string, ...args: string[]): Promise<boolean> {
  return execute(command, args).then(
    () => true,
    () => false,
  );
}

/** Builds a Go program of this repository into a folder of its own, without cgo; the path of the binary. */
export async function buildGo(
  folder: string,
  packagePath = '.',
  settings: NodeJS.ProcessEnv = {},
): Promise<string> {
  const into = join(await mkdtemp(join(tmpdir(), 'sawtooth-e2e-')), 'program');
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false', ...settings };
  await execute('go', ['build', '-o', into, packagePath], { cwd: join(root, folder), env });
  return into;
}

/** A program under test. `stop` ends it and resolves when it is gone. */
export type Running = { readonly stop: () => Promise<void> };

/** Starts a program again whenever it dies, as a supervisor would. */
export function keepRunning(command: string, args: readonly string[]): Running {
  let stopped = false;
  let child = start();
  function start() {
    const made = spawn(command, args, { stdio: 'ignore' });
    made.once('exit', () => {
      if (!stopped) child = start();
    });
    return made;
  }
  return {
    stop: () =>
      new Promise((resolve) => {
        stopped = true;
        child.removeAllListeners('exit');
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}

/** What a finished command left. */
export type Finished = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** Runs a command to its end, however it ends. */
export function runToEnd(
  command: string,
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly timeoutMs?: number;
  } = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs ?? 200_000,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
