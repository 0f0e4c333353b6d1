/** The sidecar as an image runs it, and the programs beside it: started, asked what they take, and ended. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** The repository. */
export const root = join(import.meta.dirname, '../../..');
/** Where all is written; gone at the end, as what was started is. */
export const folder = mkdtempSync(join(tmpdir(), 'sawtooth-bench-'));
const children: ChildProcess[] = [];
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const environment = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '65536',
  MALLOC_TRIM_THRESHOLD_: '131072',
  NODE_OPTIONS: '--max-semi-space-size=1',
};

const app = join(folder, 'app');
mkdirSync(app);
cpSync(join(root, 'rules'), join(app, 'rules'), { recursive: true });
cpSync(join(root, 'package.json'), join(app, 'package.json'));
execFileSync(process.execPath, ['build.ts', '--whole', join(app, 'dist')], { cwd: root });
// A file of its own: of one that others run too its pages would count in part only.
const node = join(folder, 'node');
copyFileSync(process.execPath, node);

/** Starts the sidecar beside a process, on a port that is its name in `log`. */
export function startSidecar({ pid }: ChildProcess, port: number): ChildProcess {
  const args = [
    ...[join(app, 'dist/main.js'), 'sidecar', '--pid', String(pid)],
    ...['--storage.path', join(folder, `data-${port}`)],
    ...['--web.listen-address', `127.0.0.1:${port}`],
  ];
  return start(node, args, environment, join(folder, `log-${port}`));
}

/** What the sidecar on a port has logged so far. */
export function log(port: number): string {
  return readFileSync(join(folder, `log-${port}`), 'utf8');
}

/** Starts a program. */
export function start(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  logFile?: string,
): ChildProcess {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', logFile === undefined ? 'ignore' : 'pipe'],
  });
  if (logFile !== undefined) {
    writeFileSync(logFile, '');
    child.stderr?.on('data', (text) => writeFileSync(logFile, text, { flag: 'a' }));
  }
  children.push(child);
  return child;
}

/** Ends a program and waits for its end. */
export async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
}

/** Waits until somebody answers with a success, ten seconds and more. */
export async function answers(url: string): Promise<void> {
  for (let i = 0; i < 1_000; i++) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await wait(10);
  }
  throw new Error(`${url} does not answer`);
}

/** A line of /proc's status that is a size, in MiB. */
export function statusMib({ pid }: ChildProcess, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024;
}

/** Prints a figure beside its bound; one that does not hold fails the benchmark. */
export function tell(what: string, value: number, unit: string, most: number): void {
  const holds = value <= most;
  if (!holds) process.exitCode = 1;
  console.log(`${holds ? 'ok  ' : 'MISS'} ${what}: ${value.toFixed(2)} ${unit} (at most ${most})`);
}
