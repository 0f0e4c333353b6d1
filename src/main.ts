#!/usr/bin/env node
/**
 * argv → command. The only file that reads argv, env, signals and sets the exit code. A command is
 * loaded when it is called, so that `sawtooth diff` never loads ink.
 */
import { cacheCompiled } from './cli/cache-compiled.ts';
import type { CommandModule } from './cli/command.ts';
import type { Io, JobControl } from './cli/io.ts';
import { keepSmall } from './cli/keep-small.ts';
import { widenPool } from './cli/widen-pool.ts';

const needs = '22.13';

type Entry = { readonly summary: string; readonly load: () => Promise<CommandModule> };

const commands: Readonly<Record<string, Entry>> = {
  watch: {
    summary: 'poll, detect, capture, diff, notify; a dashboard on a terminal',
    load: () => {
      widenPool();
      return import('./cli/watch.ts');
    },
  },
  serve: {
    summary: 'the same without a screen: HTTP on --web.listen-address',
    load: () => {
      widenPool();
      return import('./cli/serve.ts');
    },
  },
  sidecar: {
    summary: 'serve for the pod it runs in: finds the app, records its last profiles',
    load: () => {
      // Before its code is loaded: what is compiled on the way has brought the compilers into memory.
      keepSmall();
      widenPool();
      return import('./cli/sidecar.ts');
    },
  },
  analyze: {
    summary: 'replay recorded series through the detector',
    load: () => import('./cli/analyze.ts'),
  },
  backtest: {
    summary: 'replay the history of a Prometheus-compatible server through the rules',
    load: () => import('./cli/backtest.ts'),
  },
  diff: {
    summary: 'name the culprit between two or more heap profiles',
    load: () => import('./cli/diff.ts'),
  },
  pprof: {
    summary: 'the reports of go tool pprof for heap work',
    load: () => import('./cli/pprof.ts'),
  },
  capture: {
    summary: 'fetch one profile and store it as it came',
    load: () => import('./cli/capture.ts'),
  },
  incidents: {
    summary: 'list what the store holds, or show one',
    load: () => import('./cli/incidents.ts'),
  },
  report: {
    summary: 'one incident, or two profiles, as one file to show: HTML, Markdown, a picture',
    load: () => import('./cli/report.ts'),
  },
  snooze: {
    summary: 'alert nobody of a workload for a while',
    load: () => import('./cli/snooze.ts'),
  },
  check: {
    summary: 'check a configuration or rule files',
    load: () => import('./cli/check.ts'),
  },
  test: {
    summary: 'run the tests of rule files',
    load: () => import('./cli/test-rules.ts'),
  },
  rules: {
    summary: 'export the nearest plain PrometheusRule, with what it loses',
    load: () => import('./cli/rules.ts'),
  },
  demo: {
    summary: 'a leaking program, watched until its culprit is named',
    load: () => import('./cli/demo.ts'),
  },
};

let stoppedBy: 'SIGINT' | 'SIGTERM' | null = null;

const [name = '', ...args] = process.argv.slice(2);
process.exitCode = olderThanNeeded() ?? (await main());

async function main(): Promise<number> {
  // React's development build is slow and leaks timings; it is chosen when react is first imported.
  process.env['NODE_ENV'] ??= 'production';
  process.stdout.on('error', endWithoutStdout);
  if (name === '--version' || name === '-V') return print(`sawtooth ${await version()}\n`);
  if (name === '--help' || name === '-h' || (name === 'help' && args.length === 0)) {
    return print(help());
  }
  const called = name === 'help' ? (args[0] ?? '') : name;
  const entry = Object.hasOwn(commands, called) ? commands[called] : undefined;
  if (entry === undefined) return unknownCommand(called);
  cacheCompiled();
  const command = await entry.load();
  return endOf(await command.run(name === 'help' ? ['--help'] : args, io()));
}

/** 130 and 143 after a signal, as shells expect; else what the command answered. */
function endOf(code: number): number {
  if (stoppedBy === null) return code;
  return stoppedBy === 'SIGINT' ? 130 : 143;
}

function io(): Io {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // The second one means at once.
      if (stoppedBy !== null) process.exit(signal === 'SIGINT' ? 130 : 143);
      stoppedBy = signal;
      stop.abort(new Error(`stopped by ${signal}`));
    });
  }
  // Else Node opens its inspector to all of this machine, and says so across a dashboard.
  if (process.platform !== 'win32') process.on('SIGUSR1', () => undefined);
  return {
    env: process.env,
    cwd: process.cwd(),
    // Each is opened when it is first asked for, and costs a millisecond or two.
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      return process.stdout;
    },
    get stderr() {
      return process.stderr;
    },
    signal: stop.signal,
    onReload(listener) {
      process.on('SIGHUP', listener);
      return () => process.off('SIGHUP', listener);
    },
    ...(process.platform === 'win32' ? {} : { jobControl: jobControl() }),
  };
}

/** A function, since commands run before the rest of this file has been. */
function jobControl(): JobControl {
  return {
    suspend: stopUntilContinued,
    onSuspend(listener) {
      process.on('SIGTSTP', listener);
      return () => process.off('SIGTSTP', listener);
    },
  };
}

/** Where nobody could tell it to go on again (a group of processes without a shell) the kernel lets it run on. */
async function stopUntilContinued(): Promise<void> {
  const listeners = process.listeners('SIGTSTP');
  process.removeAllListeners('SIGTSTP');
  await new Promise<void>((resolve) => {
    process.once('SIGCONT', () => resolve());
    // The whole job, as the terminal's driver does: who waits for this one (npm) would not let the shell go on.
    process.kill(0, 'SIGTSTP');
    setTimeout(resolve, 200);
  });
  for (const listener of listeners) process.on('SIGTSTP', listener);
}

/** A reader that went away (`| head`) is the end of the work; a full disk is no answer, 0 or 1, either. */
function endWithoutStdout(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`sawtooth: cannot write to stdout: ${error.message}\n`);
  process.exit(2);
}

function olderThanNeeded(): number | null {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [needsMajor = 0, needsMinor = 0] = needs.split('.').map(Number);
  if (major > needsMajor || (major === needsMajor && minor >= needsMinor)) return null;
  process.stderr.write(
    `sawtooth needs Node ${needs} or newer, this is ${process.versions.node}. ` +
      'In a checkout npm ci has brought one: node_modules/.bin/node dist/main.js …; elsewhere: npx -p node@24 -p sawtooth sawtooth\n',
  );
  return 2;
}

async function version(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function help(): string {
  const width = Math.max(...Object.keys(commands).map((command) => command.length));
  const rows = Object.entries(commands).map(
    ([command, { summary }]) => `  ${command.padEnd(width)}  ${summary}`,
  );
  return [
    'sawtooth watches memory, tells a leak from what only looks like one, and names the function.',
    '',
    'Examples:',
    '  $ sawtooth demo',
    '  $ sawtooth watch http://127.0.0.1:6060/debug/pprof',
    '  $ sawtooth diff base.pb.gz current.pb.gz',
    '',
    'Commands:',
    ...rows,
    '',
    '`sawtooth COMMAND --help` says more.',
    '',
  ].join('\n');
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

async function unknownCommand(called: string): Promise<number> {
  const { nearest } = await import('./model/nearest.ts');
  const near = nearest(called, Object.keys(commands));
  const hint = near === null ? '' : ` (did you mean ${near}?)`;
  process.stderr.write(
    called === '' ? help() : `sawtooth: unknown command '${called}'${hint}. See sawtooth --help\n`,
  );
  return 2;
}
