import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long Prometheus took for one evaluation, in milliseconds: by its own account, and until the answer was here. */
export type Evaluation = { readonly evaluated: number; readonly answered: number };

/** One value a minute for each series, the newest last. */
export type History = readonly (readonly number[])[];

/**
 * Times `deriv(x[1h])` over an hour of the given series in a Prometheus of this machine, filled by
 * promtool, on loopback. null where these programs are not installed.
 */
export async function derivByPrometheus(
  series: History,
  times: number,
): Promise<readonly Evaluation[] | null> {
  const tools = ['promtool', 'prometheus'];
  if (tools.some((tool) => spawnSync(tool, ['--version']).status !== 0)) return null;
  const folder = mkdtempSync(join(tmpdir(), 'sawtooth-bench-'));
  try {
    // The end of a block of two hours, a while ago.
    const end = (Math.floor(Date.now() / 7_200_000) * 7_200_000) / 1000 - 60;
    fill(folder, series, end);
    return await ask(folder, end, series.length, times);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function fill(folder: string, series: History, end: number): void {
  const lines = series.flatMap((values, i) =>
    values.map((value, at) => `x{series="${i}"} ${value} ${end - 60 * (values.length - 1 - at)}`),
  );
  const input = join(folder, 'x.om');
  writeFileSync(input, `# TYPE x gauge\n${lines.join('\n')}\n# EOF\n`);
  const args = ['tsdb', 'create-blocks-from', 'openmetrics', input, join(folder, 'data')];
  const { status, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`promtool ${args.join(' ')}: ${stderr}`);
}

async function ask(
  folder: string,
  end: number,
  series: number,
  times: number,
): Promise<Evaluation[]> {
  const port = await freePort();
  writeFileSync(join(folder, 'prometheus.yml'), '');
  const server = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  try {
    const base = `http://127.0.0.1:${port}`;
    await ready(base);
    const asked: Evaluation[] = [];
    while (asked.length < times) asked.push(await evaluation(base, end, series));
    return asked;
  } finally {
    server.kill();
    await once(server, 'exit');
  }
}

async function evaluation(base: string, end: number, series: number): Promise<Evaluation> {
  const query = new URLSearchParams({ query: 'deriv(x[1h])', time: String(end), stats: 'all' });
  const started = performance.now();
  const response = await fetch(`${base}/api/v1/query?${query}`);
  const { data } = (await response.json()) as Answer;
  const answered = performance.now() - started;
  if (data.result.length !== series) throw new Error(`${data.result.length} of ${series} series`);
  return { evaluated: 1000 * data.stats.timings.execTotalTime, answered };
}

type Answer = {
  readonly data: {
    readonly result: readonly unknown[];
    readonly stats: { readonly timings: { readonly execTotalTime: number } };
  };
};

async function ready(base: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const answer = await fetch(`${base}/-/ready`).catch(() => null);
    if (answer?.ok === true) return;
    await sleep(100);
  }
  throw new Error(`Prometheus at ${base} was not ready within 30 s`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
