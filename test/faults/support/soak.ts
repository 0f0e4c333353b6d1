import { writeFileSync } from 'node:fs';
import { mkdtemp, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from 'simple-statistics';
import { theilSen } from '../../../src/detect/theil-sen.ts';
import { parseMetricsPage } from '../../../src/scrape/parse-metrics-page.ts';
import { Daemon, eventually } from '../../e2e/support/daemon.ts';
import { freePort, sawtooth } from '../../e2e/support/programs.ts';
import { playedTargets, type Role, roles } from './played-targets.ts';

/** What was seen of a soak. */
export type Soaked = {
  /** Workloads of which an incident fired at any time. */
  readonly fired: ReadonlySet<string>;
  /** Of the process itself over the second half: a figure's slope with its interval, per minute. */
  readonly rss: Slope;
  readonly heap: Slope;
  /** Open files and sockets: the median of each half, since targets that hang hold a few dozen for a moment. */
  readonly handles: readonly [number, number];
  readonly scrapes: number;
  readonly targetsSeen: number;
  readonly ownVerdict: string;
  readonly log: string;
};
export type Slope = {
  readonly perMinute: number;
  readonly low: number;
  readonly high: number;
  readonly at: number;
};

const lookMs = 1_000;
/** Targets of each role; those that come and go are as many at a time. */
const each: Readonly<Record<Role, number>> = {
  calm: 40,
  leak: 4,
  garbage: 10,
  hang: 8,
  lie: 12,
  flap: 10,
};
const visitors = 20;

/** Runs `serve` among targets that come, go, hang and lie, itself one of them, for so long. */
export async function soak(forMs: number, timeScale: number): Promise<Soaked> {
  const peer = await playedTargets(timeScale);
  const folder = await mkdtemp(join(tmpdir(), 'sawtooth-soak-'));
  const port = await freePort();
  const config = join(folder, 'sawtooth.yaml');
  const found = join(folder, 'visitors.json');
  const jobs = roles.map((role) => ({
    job_name: role,
    workload_labels: ['job', 'instance'],
    static_configs: Array.from({ length: each[role] }, (_, i) => ({
      targets: [peer.host],
      labels: { instance: `${role}-${i}`, __metrics_path__: `/${role}/${i}` },
    })),
  }));
  const list = (round: number) =>
    JSON.stringify(
      Array.from({ length: visitors }, (_, i) => ({
        targets: [peer.host],
        // A quarter of them is another one each time, as pods of jobs are.
        labels: {
          instance: `visitor-${i}-${i % 4 === 0 ? round : 0}`,
          __metrics_path__: `/calm/v${i}`,
        },
      })),
    );
  writeFileSync(found, list(0));
  writeFileSync(
    config,
    JSON.stringify({
      global: { scrape_interval: '500ms', scrape_timeout: '400ms' },
      storage: { path: join(folder, 'data') },
      scrape_configs: [
        ...jobs,
        { job_name: 'visitors', file_sd_configs: [{ files: [found], refresh_interval: '1s' }] },
        { job_name: 'sawtooth', static_configs: [{ targets: [`127.0.0.1:${port}`] }] },
      ],
    }),
  );
  const [node, main] = sawtooth;
  const daemon = new Daemon(node, [
    ...[main, 'serve', '--config.file', config, '--time-scale', String(timeScale)],
    ...['--web.listen-address', `127.0.0.1:${port}`, '--log.level', 'warn'],
  ]);
  try {
    const url = `http://127.0.0.1:${port}`;
    const up = async () => (await fetch(`${url}/-/ready`)).ok;
    await eventually('start', 30_000, up, () => daemon.output);
    const seen = { fired: new Set<string>(), rows: [] as Row[], scrapes: 0 };
    const endMs = Date.now() + forMs;
    let round = 0;
    while (Date.now() < endMs) {
      await new Promise((resolve) => setTimeout(resolve, lookMs));
      round++;
      writeFileSync(`${found}.new`, list(Math.floor(round / 3)));
      await rename(`${found}.new`, found);
      const figures = await figuresOf(url);
      seen.rows.push({ atMs: Date.now(), ...figures });
      seen.scrapes = figures.scrapes;
      for (const one of await firing(url)) seen.fired.add(one);
    }
    const { data } = (await (await fetch(`${url}/api/v1/targets`)).json()) as Targets;
    const own = data.activeTargets.find(({ labels }) => labels['job'] === 'sawtooth');
    const half = seen.rows.slice(Math.floor(seen.rows.length / 2));
    return {
      fired: seen.fired,
      rss: slopeOf(half, 'rss'),
      heap: slopeOf(half, 'heap'),
      handles: [usualOf(seen.rows.slice(0, -half.length)), usualOf(half)],
      scrapes: seen.scrapes,
      targetsSeen: data.activeTargets.length,
      ownVerdict: own?.verdict?.verdict ?? 'none',
      log: daemon.output,
    };
  } finally {
    await daemon.stop();
    await peer.close();
  }
}

type Targets = {
  data: {
    activeTargets: { labels: Record<string, string>; verdict: { verdict: string } | null }[];
  };
};
type Row = {
  readonly atMs: number;
  readonly rss: number;
  readonly heap: number;
  readonly handles: number;
};

async function figuresOf(url: string) {
  const page = parseMetricsPage(await (await fetch(`${url}/metrics`)).text());
  if (!page.ok) throw new Error(page.reason);
  const value = (wanted: string) =>
    page.value.find(({ name }) => name === wanted)?.value ?? Number.NaN;
  return {
    rss: value('process_resident_memory_bytes'),
    heap: value('nodejs_heap_size_used_bytes'),
    handles: value('process_open_fds'),
    scrapes: value('sawtooth_scrapes_total'),
  };
}

async function firing(url: string): Promise<string[]> {
  const { data } = (await (await fetch(`${url}/api/v1/incidents`)).json()) as {
    data: { incidents: { workload: string; state: string }[] };
  };
  return data.incidents.filter(({ state }) => state === 'firing').map(({ workload }) => workload);
}

/** Of the least values of forty stretches of time: what is left after collections. */
function slopeOf(rows: readonly Row[], figure: 'rss' | 'heap'): Slope {
  const size = Math.max(1, Math.ceil(rows.length / 40));
  const floors = Array.from({ length: Math.floor(rows.length / size) }, (_, i) => {
    const part = rows.slice(i * size, (i + 1) * size);
    return part.reduce((least, row) => (row[figure] < least[figure] ? row : least));
  });
  const n = floors.length;
  const { slope, interval } = theilSen(
    Float64Array.from(floors, ({ atMs }) => atMs / 60_000),
    Float64Array.from(floors, (row) => row[figure]),
    (n * (n - 1) * (2 * n + 5)) / 18,
  );
  const at = floors[n >> 1]?.[figure] ?? Number.NaN;
  return { perMinute: slope, low: interval[0], high: interval[1], at };
}

function usualOf(rows: readonly Row[]): number {
  return median(rows.map(({ handles }) => handles));
}
