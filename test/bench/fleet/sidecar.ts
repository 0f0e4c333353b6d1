/**
 * The sidecar as an image runs it (one whole bundle, two settings of its environment): how soon it is ready, how
 * much memory and processor time it takes beside a Go program, how much memory while it compares profiles of
 * 5 MB, and what a poll and a capture cost the program.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { generatedProfile, grownProfile } from '../support/generated-profile.ts';

/** Three minutes in CI, an hour in test:long. */
const watchSeconds = Number(process.env['SAWTOOTH_SIDECAR_SECONDS'] ?? 180);
const root = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'sawtooth-bench-'));
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
const bounds = { readyMs: 2_000, steadyMib: 80, peakMib: 130, cpuShare: 0.005 };

const app = join(folder, 'app');
mkdirSync(app);
cpSync(join(root, 'rules'), join(app, 'rules'), { recursive: true });
cpSync(join(root, 'package.json'), join(app, 'package.json'));
execFileSync(process.execPath, ['build.ts', '--whole', join(app, 'dist')], { cwd: root });
// A file of its own: of one that others run too its pages would count in part only.
const node = join(folder, 'node');
copyFileSync(process.execPath, node);

await besideGo();
await withLargeProfiles();

async function besideGo(): Promise<void> {
  const program = join(folder, 'goleaky');
  try {
    const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false' };
    execFileSync('go', ['build', '-o', program, '.'], { cwd: join(root, 'examples/goleaky'), env });
  } catch (error) {
    console.log(`skipped: beside a Go program (${(error as Error).message.split('\n')[0]})`);
    return;
  }
  const address = '127.0.0.1:16463';
  const go = start(program, ['-addr', address, '-rate', '200', '-payload', '512', '-max', '0'], {});
  await answers(`http://${address}/debug/pprof/`);
  const cost = await costOf(go, `http://${address}/debug/pprof`);
  console.log(
    `a poll (heap?debug=1, goroutine?debug=1) costs the program ${cost.pollMs.toFixed(1)} ms`,
  );
  console.log(
    `a capture (heap?gc=1, goroutine) costs it ${cost.captureMs.toFixed(1)} ms and moves its peak by ${cost.peakKib} KiB`,
  );

  const port = 16464;
  const startedMs = performance.now();
  const sidecar = startSidecar(go, port);
  await answers(`http://127.0.0.1:${port}/-/ready`);
  tell('ready', performance.now() - startedMs, 'ms', bounds.readyMs);
  await wait(10_000);
  const [before, fromMs] = [cpuMs(sidecar), performance.now()];
  const rss: number[] = [];
  while (performance.now() - fromMs < watchSeconds * 1000) {
    await wait(5_000);
    rss.push(statusMib(sidecar, 'VmRSS'));
  }
  const share = (cpuMs(sidecar) - before) / (performance.now() - fromMs);
  const half = rss.length >> 1;
  tell(`resident, most in ${watchSeconds} s`, Math.max(...rss), 'MiB', bounds.steadyMib);
  console.log(
    `  first half ${mean(rss.slice(0, half))} MiB, second half ${mean(rss.slice(half))} MiB`,
  );
  tell('of a core', 100 * share, '%', 100 * bounds.cpuShare);
  await stop(sidecar);
  await stop(go);
}

/** A program whose heap profile is 5 MB; it dies, and its life is compared. */
async function withLargeProfiles(): Promise<void> {
  const base = generatedProfile(60_000, 40_000, 7);
  const later = grownProfile(base, 1.2, Date.now());
  for (const [i, bytes] of [base, later].entries())
    writeFileSync(join(folder, `${i}.pb.gz`), bytes);
  const server = join(folder, 'server.mjs');
  writeFileSync(
    server,
    `import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
let asked = 0;
createServer((request, response) => {
  if (!request.url.startsWith('/debug/pprof/heap')) return response.writeHead(404).end();
  if (request.url.includes('debug=1')) return response.writeHead(404).end();
  // What looks for profiles asks without gc.
  const i = request.url.includes('gc=1') ? Math.min(1, asked++) : 0;
  response.end(readFileSync(new URL(i + '.pb.gz', import.meta.url)));
}).listen(16465, '127.0.0.1');
`,
  );
  const large = start(process.execPath, [server], {});
  await answers('http://127.0.0.1:16465/debug/pprof/heap');
  const port = 16466;
  const sidecar = startSidecar(large, port);
  await wait(20_000);
  await stop(large);
  const until = performance.now() + 60_000;
  // Of it and of the process in which it compares, each page once: what they share is no memory twice.
  let peakMib = 0;
  while (!log(port).includes('captures compared') && performance.now() < until) {
    peakMib = Math.max(peakMib, familyMib(sidecar));
    await wait(20);
  }
  console.log(
    `profiles of ${(base.length / 1e6).toFixed(1)} MB: ${log(port).match(/captures=\d+ growth="[^"]*"/)?.[0] ?? 'NOT COMPARED'}`,
  );
  tell('peak while they are compared', peakMib, 'MiB', bounds.peakMib);
  // The process that compares ends after three seconds; what was sent between the two is collected within a minute.
  await wait(70_000);
  tell('resident afterwards', statusMib(sidecar, 'VmRSS'), 'MiB', bounds.steadyMib);
  await stop(sidecar);
}

function startSidecar({ pid }: ChildProcess, port: number): ChildProcess {
  const args = [
    ...[join(app, 'dist/main.js'), 'sidecar', '--pid', String(pid)],
    ...['--storage.path', join(folder, `data-${port}`)],
    ...['--web.listen-address', `127.0.0.1:${port}`],
  ];
  return start(node, args, environment, join(folder, `log-${port}`));
}

function log(port: number): string {
  return readFileSync(join(folder, `log-${port}`), 'utf8');
}

function start(
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

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
}

async function answers(url: string): Promise<void> {
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

/** By the program's own processor time, which the kernel counts in steps of 10 ms: so many at once. */
async function costOf(program: ChildProcess, url: string) {
  const idle = await spent(program, async () => wait(2_000));
  const per = async (paths: readonly string[], times: number) => {
    const from = performance.now();
    const used = await spent(program, async () => {
      for (let i = 0; i < times; i++) {
        for (const path of paths) await fetch(`${url}/${path}`).then((page) => page.arrayBuffer());
      }
    });
    return (used - (idle * (performance.now() - from)) / 2_000) / times;
  };
  const pollMs = await per(['heap?debug=1', 'goroutine?debug=1'], 200);
  const before = statusMib(program, 'VmHWM');
  const captureMs = await per(['heap?gc=1', 'goroutine'], 100);
  return { pollMs, captureMs, peakKib: Math.round((statusMib(program, 'VmHWM') - before) * 1024) };
}

async function spent(program: ChildProcess, act: () => Promise<unknown>): Promise<number> {
  const before = cpuMs(program);
  await act();
  return cpuMs(program) - before;
}

function cpuMs({ pid }: ChildProcess): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Its own, and that of its children which have ended: what compares is one.
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * 10;
}

function statusMib({ pid }: ChildProcess, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024;
}

/** What a process and its children hold, what they share in parts (proc(5), Pss). */
function familyMib({ pid }: ChildProcess): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const isOurs = (one: string) => Number(one) === pid || parentOf(one) === pid;
  return pids.filter(isOurs).reduce((sum, one) => sum + pssMib(one), 0);
}

function parentOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}

function pssMib(pid: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024;
  } catch {
    // It has ended meanwhile.
    return 0;
  }
}

function mean(values: readonly number[]): string {
  return (values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)).toFixed(1);
}

function tell(what: string, value: number, unit: string, most: number): void {
  const holds = value <= most;
  if (!holds) process.exitCode = 1;
  console.log(`${holds ? 'ok  ' : 'MISS'} ${what}: ${value.toFixed(2)} ${unit} (at most ${most})`);
}
