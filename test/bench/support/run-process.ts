import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a whole process took, its children included. */
export type ProcessCost = {
  readonly ms: number;
  /** The most memory that was resident; null where GNU time is not there to say. */
  readonly peakMb: number | null;
};

const gnuTime = '/usr/bin/time';

/** Runs a command to its end, its output thrown away. Throws where it cannot be run or exits above 1. */
export function runProcess(command: string, args: readonly string[]): ProcessCost {
  const report = join(tmpdir(), `sawtooth-bench-${process.pid}`);
  const isTimed = existsSync(gnuTime);
  const start = performance.now();
  const { status, stderr, error } = isTimed
    ? spawnSync(gnuTime, ['-q', '-f', '%M', '-o', report, command, ...args], options)
    : spawnSync(command, args, options);
  const ms = performance.now() - start;
  // 1 is an answer: a culprit was named.
  if (error !== undefined || (status ?? 2) > 1) {
    throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`, { cause: error });
  }
  if (!isTimed) return { ms, peakMb: null };
  const kilobytes = Number(readFileSync(report, 'utf8'));
  rmSync(report);
  return { ms, peakMb: kilobytes / 1024 };
}

const options = {
  encoding: 'utf8',
  maxBuffer: 2 ** 28,
  env: { ...process.env, TZ: 'UTC', PPROF_TMPDIR: tmpdir() },
} as const;

/** Runs each of the commands in turn, once to warm up and then `times` times, and answers with medians. */
export function medianProcesses<Name extends string>(
  commands: Readonly<Record<Name, readonly [string, ...string[]]>>,
  times: number,
): Readonly<Record<Name, ProcessCost>> {
  const names = Object.keys(commands) as Name[];
  const run = (name: Name) => {
    const [command, ...args] = commands[name];
    return runProcess(command, args);
  };
  for (const name of names) run(name);
  const costs = Object.fromEntries(names.map((name) => [name, [] as ProcessCost[]])) as Record<
    Name,
    ProcessCost[]
  >;
  for (let round = 0; round < times; round++) for (const name of names) costs[name].push(run(name));
  return Object.fromEntries(names.map((name) => [name, median(costs[name])])) as Record<
    Name,
    ProcessCost
  >;
}

function median(costs: readonly ProcessCost[]): ProcessCost {
  return costs.toSorted((a, b) => a.ms - b.ms)[costs.length >> 1] as ProcessCost;
}
