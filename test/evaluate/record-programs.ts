/**
 * Records real programs for `npm run evaluate` and its test: each second stands for a minute.
 *
 *   node test/evaluate/record-programs.ts [--only REGEX]
 *
 * Needs Go and Linux's /proc. Writes test/data/runs/NAME.csv.gz; what is true of each stands in
 * test/data/runs/truth.json, which is written by hand before anything is recorded.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { coordinateSources, figureSources } from '../../src/model/figure-names.ts';
import type { FigureName, Figures, LifeEnd } from '../../src/model/reading.ts';
import { parseGoroutineTotal, parseMemStats } from '../../src/scrape/parse-mem-stats.ts';
import { readProcess } from '../../src/scrape/read-process.ts';
import { buildGo, freePort } from '../e2e/support/programs.ts';
import { type ProgramRun, runsFolder } from './program-runs.ts';

const columns: readonly FigureName[] = [
  'rss',
  'heapAlloc',
  'heapInuse',
  'heapIdle',
  'heapReleased',
  'stackInuse',
  'sys',
  'buckHashSys',
  'nextGc',
  'gcCount',
  'gcCpuFraction',
  'allocTotal',
  'goroutines',
  'threads',
  'openFds',
  'cpuSeconds',
];

/** How long a program is recorded that does not say. */
const usualSeconds = 720;

/** A container with one process: it is killed at the limit, and started again after a while. */
class Container {
  readonly rows: string[] = [];
  readonly run: ProgramRun;
  readonly #command: string;
  readonly #address: string;
  #child: ChildProcess | null = null;
  #bornAtMs = 0;
  #lastExit: LifeEnd | null = null;
  #startAgainAtMs = 0;

  constructor(run: ProgramRun, command: string, port: number) {
    this.run = run;
    this.#command = command;
    this.#address = `127.0.0.1:${port}`;
  }

  /** One second of its life. */
  async tick(nowMs: number): Promise<void> {
    if (this.#child === null && nowMs >= this.#startAgainAtMs) this.#start(nowMs);
    const pid = this.#child?.pid;
    if (pid === undefined) return;
    const { limitBytes, deployEverySeconds } = this.run;
    const reading = await readProcess(pid, { nowMs, instance: 'a' });
    if (!reading.ok) return;
    const rss = reading.value.figures.rss ?? 0;
    if (limitBytes !== null && rss >= limitBytes) {
      this.#end('oom');
      return;
    }
    if (deployEverySeconds !== null && nowMs - this.#bornAtMs >= deployEverySeconds * 1000) {
      this.#end('deploy');
      return;
    }
    const figures = { ...reading.value.figures, ...(await this.#pages()) };
    // A scrape that finds nobody home is a missed one.
    if (figures.heapInuse !== undefined) this.rows.push(this.#row(nowMs, figures));
  }

  stop(): void {
    this.#child?.removeAllListeners('exit');
    this.#child?.kill('SIGKILL');
  }

  #start(nowMs: number): void {
    const args = [...this.run.args, '-addr', this.#address];
    const child = spawn(this.#command, args, {
      stdio: 'ignore',
      env: { ...process.env, ...this.run.environment },
    });
    child.once('exit', () => {
      if (this.#child !== child) return;
      this.#lastExit = 'crash';
      this.#leave();
    });
    this.#child = child;
    this.#bornAtMs = nowMs;
  }

  /** What the kernel does at the limit, and a deploy between two versions. */
  #end(cause: LifeEnd): void {
    const child = this.#child;
    this.#lastExit = cause;
    this.#leave();
    child?.kill('SIGKILL');
  }

  #leave(): void {
    this.#child = null;
    this.#startAgainAtMs = Date.now() + 2000;
  }

  async #pages(): Promise<Figures> {
    const [heap, goroutines] = await Promise.all([
      textOf(`http://${this.#address}/debug/pprof/heap?debug=1`),
      textOf(`http://${this.#address}/debug/pprof/goroutine?debug=1`),
    ]);
    const figures = parseMemStats(heap);
    const total = parseGoroutineTotal(goroutines);
    if (!figures.ok) return {};
    return { ...figures.value, ...(total === null ? {} : { goroutines: total }) };
  }

  #row(nowMs: number, figures: Figures): string {
    const cells = columns.map((name) => Number((figures[name] ?? Number.NaN).toPrecision(12)));
    const about = [(nowMs / 1000).toFixed(2), (this.#bornAtMs / 1000).toFixed(2)];
    const limit = this.run.limitKnown ? (this.run.limitBytes ?? '') : '';
    return [...about, limit, this.#lastExit ?? '', ...cells].join(',');
  }
}

async function textOf(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    return await response.text();
  } catch {
    return '';
  }
}

/** The programs by their folder, each built once. */
async function built(runs: readonly ProgramRun[]): Promise<ReadonlyMap<string, string>> {
  const commands = new Map<string, string>();
  for (const { program } of runs) {
    if (commands.has(program)) continue;
    const [folder, name] = program.startsWith('examples/')
      ? [program, '.']
      : ['test/e2e/targets', `./${program}`];
    commands.set(program, await buildGo(folder, name));
  }
  return commands;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '.' },
    },
  });
  const truth = JSON.parse(readFileSync(`${runsFolder}truth.json`, 'utf8')) as {
    runs: readonly ProgramRun[];
  };
  const runs = truth.runs.filter(({ name }) => new RegExp(values.only).test(name));
  const commands = await built(runs);
  const containers: Container[] = [];
  for (const run of runs)
    containers.push(new Container(run, commands.get(run.program) ?? '', await freePort()));
  const beganAtMs = Date.now();
  const running = (atMs: number) =>
    containers.filter(({ run }) => atMs < beganAtMs + (run.seconds ?? usualSeconds) * 1000);
  for (let dueAtMs = beganAtMs; running(dueAtMs).length > 0; dueAtMs += 1000) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueAtMs - Date.now())));
    await Promise.all(running(dueAtMs).map((container) => container.tick(Date.now())));
  }
  const { startAt, limit } = coordinateSources;
  const names = columns.map((name) => figureSources[name].column);
  const head = ['t', startAt.column, limit.column, 'last_exit', ...names].join(',');
  for (const container of containers) {
    container.stop();
    const text = `${[head, ...container.rows].join('\n')}\n`;
    writeFileSync(`${runsFolder}${container.run.name}.csv.gz`, gzipSync(text, { level: 9 }));
  }
}

await main();
