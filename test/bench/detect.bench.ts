/**
 * What detection costs in the steady state, all tiers full: memory, samples a second, judgements; and
 * one scrape of 10,000 series beside ordinary least squares and beside Prometheus.
 *
 *   npm run bench -- detect
 *
 * Rates count the time of the processor, all of this process's threads together: what else the machine
 * does is not ours. Memory is what the runtime says after collections, divided by the series.
 */
import { linearRegression, median } from 'simple-statistics';
import type { Detector } from '../../src/detect/detector.ts';
import { defaultRule } from '../../src/model/default-rule.ts';
import type { Reading } from '../../src/model/reading.ts';
import { mib, random } from '../support/series-generator.ts';
import { derivByPrometheus } from './deriv-by-prometheus.ts';
import { type Page, type Steady, steadyDetectors } from './steady-detectors.ts';

const many = 100_000;
const compared = 10_000;
/** A bucket of the third tier: what closes at every tick, at every sixth and at every 36th. */
const ticks = 36;
const rounds = 3;

const bare: Page = { name: 'one series', series: 1, figures: (rss) => ({ rss }) };
const loaded: Page = {
  name: 'one series and its load',
  series: 1,
  figures: (rss, tick) => ({ rss, requestsTotal: 1000 * tick }),
};
/** Garbage on top of what is held, collected every half hour: what collections left is remembered as well. */
const collected: Page = {
  name: 'one used heap that is collected',
  series: 1,
  figures: (held, tick) => ({ heapUsed: held * (1 + (tick % 30) / 30) }),
};
/** The Go runtime's metrics as its Prometheus client writes them: eleven series, the live heap and its share from the goal. */
const go: Page = {
  name: "a Go process's page, eleven series and the load",
  series: 11,
  figures: (rss, tick) => ({
    rss,
    sys: 1.1 * rss,
    heapAlloc: 0.6 * rss,
    heapInuse: 0.7 * rss,
    heapIdle: 0.2 * rss,
    heapReleased: 0.1 * rss,
    heapSys: 0.9 * rss,
    stackInuse: 2 * mib,
    buckHashSys: 1.5 * mib,
    nextGc: 0.9 * rss,
    goroutines: 200,
    openFds: 40,
    cpuSeconds: 3 * tick,
    allocTotal: mib * tick,
    gcCount: tick,
    requestsTotal: 1000 * tick,
  }),
};

const { detectors, next } = remember(bare, many);
print(
  `${perSeries(process.memoryUsage().rss, many)} a series resident, with the runtime and garbage`,
);
for (const page of [loaded, collected, go]) remember(page, many / 10);
ingest();
judge();
await compare();

/** Prints what a page's workloads take up after a scrape; answers with them. */
function remember(page: Page, workloads: number): Steady {
  const before = memory();
  const steady = steadyDetectors(page, workloads, (rounds + 1) * ticks + 1);
  for (const [i, detector] of steady.detectors.entries()) observe(detector, steady.next[0], i);
  const after = memory();
  const series = workloads * page.series;
  const [objects, numbers] = after.map((bytes, i) => bytes - (before[i] ?? 0)) as [number, number];
  print(
    `${perSeries(objects + numbers, series)} a series (objects ${perSeries(objects, series)}, ` +
      `numbers ${perSeries(numbers, series)}): ${workloads.toLocaleString('en')} × ${page.name}`,
  );
  return steady;
}

function perSeries(bytes: number, series: number): string {
  return `${(bytes / series / 1024).toFixed(2)} KiB`;
}

/** All series, scrape by scrape, as they come in life: each finds a cold cache. */
function ingest(): void {
  const took = Array.from({ length: rounds }, (_, round) =>
    processorMs(() => {
      for (let tick = 1; tick <= ticks; tick++) scrape(many, round * ticks + tick);
    }),
  );
  const rate = (ms: number) => (many * ticks) / ms / 1000;
  print(
    `${rate(Math.min(...took)).toFixed(2)} million samples/s taken in (median of ${rounds} rounds ${rate(median(took)).toFixed(2)})`,
  );
}

function judge(): void {
  let rising = 0;
  const took = Array.from({ length: rounds }, () =>
    processorMs(() => {
      rising = judged(many, rounds * ticks);
    }),
  );
  print(
    `${(Math.min(...took) / 1000).toFixed(2)} s to judge ${many.toLocaleString('en')} series, ` +
      `${((100 * rising) / many).toFixed(0)} % of which are of concern (median ${(median(took) / 1000).toFixed(2)} s)`,
  );
}

/** The clock on the wall here, for all alike: Prometheus is another process. */
async function compare(): Promise<void> {
  const last = rounds * ticks;
  const noise = random(1);
  const history = Array.from({ length: compared }, (_, i) => {
    const level = (50 + (i % 100)) * mib;
    return Array.from({ length: 61 }, (_, at) =>
      Math.round(level * (1 + 0.001 * at + 0.03 * noise())),
    );
  });
  const points = history.map((values) =>
    values.map((value, at): [number, number] => [60 * at, value]),
  );
  const rows: [string, readonly number[]][] = [
    ['sawtooth: all verdicts', repeated(() => judged(compared, last))],
    [
      'sawtooth: a scrape taken in, and all verdicts',
      Array.from({ length: ticks }, (_, tick) =>
        elapsed(() => {
          scrape(compared, last + tick + 1);
          judged(compared, last + tick + 1);
        }),
      ),
    ],
    [
      'simple-statistics: linearRegression over an hour',
      repeated(() => points.map(linearRegression)),
    ],
  ];
  const prometheus = await derivByPrometheus(history, 15);
  if (prometheus !== null) {
    rows.push(
      [
        'Prometheus: deriv(x[1h]), by its own account',
        prometheus.map(({ evaluated }) => evaluated),
      ],
      ['Prometheus: deriv(x[1h]), until it is here', prometheus.map(({ answered }) => answered)],
    );
  }
  const ours = median(rows[1]?.[1] ?? []);
  print(`\n${`${compared.toLocaleString('en')} series, ms`.padEnd(53)}median   least    over ours`);
  for (const [name, ms] of rows) {
    const cells = [
      median(ms).toFixed(1),
      Math.min(...ms).toFixed(1),
      (median(ms) / ours).toFixed(2),
    ];
    print(name.padEnd(51) + cells.map((cell) => cell.padStart(8)).join(''));
  }
  if (prometheus === null) print('skipped: Prometheus (prometheus and promtool are not installed)');
}

function scrape(series: number, tick: number): void {
  for (let i = 0; i < series; i++) observe(detectors[i], next[tick], i);
}

function observe(detector?: Detector, readings: readonly Reading[] = [], i = 0): void {
  const reading = readings[i % readings.length];
  if (reading !== undefined) detector?.observe(reading);
}

/** How many of the first `series` are of concern. */
function judged(series: number, tick: number): number {
  const nowMs = next[tick]?.[0]?.atMs ?? 0;
  let rising = 0;
  for (let i = 0; i < series; i++) {
    if (detectors[i]?.judge(defaultRule.detect, nowMs).concern !== 'none') rising++;
  }
  return rising;
}

function repeated(work: () => unknown): number[] {
  return Array.from({ length: 15 }, () => elapsed(work));
}

function elapsed(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

function processorMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Bytes on the heap and in buffers. */
function memory(): [number, number] {
  if (globalThis.gc === undefined) throw new Error('memory is measured with node --expose-gc');
  for (let i = 0; i < 3; i++) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return [heapUsed, external];
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
