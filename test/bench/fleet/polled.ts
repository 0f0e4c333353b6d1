/**
 * What a fleet costs: 100,000 series read from a metrics store at one point per five minutes, and 5,000
 * metrics pages scraped each 15 s.
 *
 *   npm run bench -- fleet
 *
 * Store and pages are programs of their own, so that what they cost is not counted; the store computes its answers.
 * The engine's clock jumps from round to round, so that a day's rounds take minutes; pages are scraped in
 * real time by the built command. On a machine with other work rounds take longer, memory does not grow.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const support = join(import.meta.dirname, '../support');
const root = join(import.meta.dirname, '../../..');
const children: ChildProcess[] = [];
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

function start(script: string, args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

function lines(child: ChildProcess): AsyncIterable<string> {
  if (child.stdout === null) throw new Error('no pipe');
  return createInterface({ input: child.stdout });
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of lines(child)) return line;
  throw new Error('it ended without a word');
}

type Round = {
  readonly round: number;
  readonly seconds: number;
  readonly rss: number;
  readonly peak: number;
};

/** Each container says what it holds, its limit twice, its start and its restarts: five series. */
const fiveSeries = [
  'container_memory_working_set_bytes',
  'container_spec_memory_limit_bytes',
  'container_start_time_seconds',
  'kube_pod_container_status_restarts_total',
  'kube_pod_container_resource_limits',
];

async function store(name: string, containers: number, metrics: readonly string[]): Promise<void> {
  const server = start(join(support, 'fleet-server.ts'), [String(containers), metrics.join(',')]);
  const url = `http://127.0.0.1:${await firstLine(server)}`;
  const rounds: Round[] = [];
  for await (const line of lines(start(join(support, 'fleet-watcher.ts'), [url, '6']))) {
    rounds.push(JSON.parse(line) as Round);
  }
  server.kill('SIGKILL');
  const [past, ...later] = rounds;
  const most = Math.max(...later.map(({ seconds }) => seconds));
  const middle = later.map(({ seconds }) => seconds).sort((a, b) => a - b)[later.length >> 1] ?? 0;
  console.log(
    `${name}: nine days read in ${past?.seconds.toFixed(0)} s; a round ${middle.toFixed(1)} s (the longest of ` +
      `${later.length} ${most.toFixed(1)} s, wanted: < 60 s); resident ${later.at(-1)?.rss} MiB, at most ${later.at(-1)?.peak} MiB (wanted: ≤ 700 MiB)`,
  );
}

async function pages(count: number): Promise<void> {
  execFileSync(process.execPath, ['build.ts'], { cwd: root });
  const server = start(join(support, 'page-server.ts'), []);
  const port = await firstLine(server);
  const folder = mkdtempSync(join(tmpdir(), 'sawtooth-bench-'));
  const targets = Array.from(
    { length: count },
    (_, i) => `127.0.${1 + Math.floor(i / 250)}.${1 + (i % 250)}:${port}`,
  );
  const file = join(folder, 'sawtooth.yaml');
  const job = { job_name: 'pages', static_configs: [{ targets }] };
  writeFileSync(
    file,
    JSON.stringify({ global: { scrape_interval: '15s' }, scrape_configs: [job] }),
  );
  const address = '127.0.0.1:19412';
  const watcher = start(join(root, 'dist/main.js'), [
    'serve',
    ...['--config.file', file, '--storage.path', join(folder, 'data')],
    ...['--web.listen-address', address, '--log.level', 'error'],
  ]);
  const sleep = (seconds: number) => new Promise((done) => setTimeout(done, 1000 * seconds));
  await sleep(60);
  const before = await figures(address, watcher.pid ?? 0);
  const took = 120;
  await sleep(took);
  const after = await figures(address, watcher.pid ?? 0);
  const wanted = (count * took) / 15;
  const seconds = after.atSeconds - before.atSeconds;
  const done = ((after.scrapes - before.scrapes) * took) / seconds;
  console.log(
    `${count} pages at 15 s: ${((100 * done) / wanted).toFixed(1)} % of the scrapes that are due, ${after.failures} failed; ` +
      `${((100 * (after.cpu - before.cpu)) / seconds).toFixed(0)} % of one core; resident ${after.rss} MiB, at most ${after.peak} MiB (wanted: ≤ 400 MiB)`,
  );
  watcher.kill('SIGTERM');
  server.kill('SIGKILL');
  rmSync(folder, { recursive: true });
}

async function figures(address: string, pid: number) {
  const text = await (await fetch(`http://${address}/metrics`)).text();
  const of = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (name: string) =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
  const ticks = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return {
    atSeconds: performance.now() / 1000,
    scrapes: of('sawtooth_scrapes_total'),
    failures: of('sawtooth_scrape_failures_total'),
    // User and system time, in hundredths of a second.
    cpu: (Number(ticks[11]) + Number(ticks[12])) / 100,
    rss: mib('VmRSS'),
    peak: mib('VmHWM'),
  };
}

await pages(5000);
await store('100,000 series of 20,000 containers', 20_000, fiveSeries);
process.exit(0);
