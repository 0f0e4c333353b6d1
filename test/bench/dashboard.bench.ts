// npm run bench -- dashboard      (SAWTOOTH_BENCH_SECONDS=1800 for the long run; a minute otherwise)
//
// 1,000 targets of which each changes once a second, on a terminal of 120 × 40: how long a frame takes from the
// snapshot to the bytes, how many bytes a second the terminal is sent, and what memory the process has.
import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { keepHeapSmall } from '../../src/cli/keep-heap-small.ts';
import type { Incident } from '../../src/model/incident.ts';
import { failure } from '../../src/model/result.ts';
import type { Snapshot, TargetSnapshot } from '../../src/model/snapshot.ts';
import { frame } from '../../src/tui/frame.ts';
import { paint } from '../../src/tui/paint.ts';
import { noAnswers } from '../../src/tui/picture.ts';
import { startDashboard } from '../../src/tui/start-dashboard.ts';
import { firstView, type View } from '../../src/tui/view.ts';
import { incident, nowMs, quietTarget, sawtoothTarget } from '../support/snapshots.ts';

const targets = 1000;
const needs = { frameMs: 10, bytesPerSecond: 100_000, rssMib: 180, heapGrowthMib: 10 };
const seconds = Number(process.env['SAWTOOTH_BENCH_SECONDS'] ?? 60);
const mib = 2 ** 20;

console.Console ??= Console;

/** Every fiftieth target is a sawtooth with an incident, the others are quiet. */
const standing = Array.from({ length: targets }, (_, i): TargetSnapshot => {
  const instance = `10.0.${i >> 8}.${i & 255}:9090`;
  const plain = quietTarget(`team-${i % 20}/service-${i >> 2}`, instance);
  return i % 50 === 0 ? { ...sawtoothTarget(), target: plain.target } : plain;
});
const incidents: readonly Incident[] = standing
  .filter((_, i) => i % 50 === 0)
  .map(({ target }, i) => incident({ id: `incident-${i}`, targetId: target.id }));

/** The fleet in its nth second. */
function fleet(second: number): Snapshot {
  return {
    ...{ atMs: nowMs + second * 1000, startedAtMs: nowMs - 133_000, timeScale: 1 },
    targets: standing.map((shown, i) => moved(shown, i, second)),
    ...{ incidents, snoozes: [], silences: new Map(), told: [] },
  };
}

/** Another level, another time to the limit, another point at the end of its curve. */
function moved(shown: TargetSnapshot, i: number, second: number): TargetSnapshot {
  const { verdict, timeline } = shown;
  const value = (60 + ((i * 7 + second * 3) % 90)) * mib;
  if (verdict === null || timeline === null) return shown;
  const points = [
    ...timeline.points.slice(1),
    { atMs: nowMs + second * 1000, floor: value, peak: value },
  ];
  const timeToLimitSeconds =
    verdict.timeToLimitSeconds === null ? null : 300 + ((i * 11 + second) % 600);
  return {
    ...shown,
    verdict: { ...verdict, value, floor: value, timeToLimitSeconds },
    timeline: { ...timeline, points },
  };
}

const results: [what: string, value: number, needs: number, unit: string][] = [];

/** What this thread has had of a processor: other programs of the machine would be in the time on the wall. */
function spentMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** From the snapshot to the bytes, each of the seconds a frame. */
function timeFrames(name: string, view: View, size: { columns: number; rows: number }): void {
  const theme = { colour: true, unicode: true };
  let before: ReturnType<typeof frame>['lines'] | null = null;
  const times: number[] = [];
  for (let second = 0; second < 220; second++) {
    const snapshot = fleet(second);
    const startedMs = spentMs();
    const { lines } = frame({ snapshot, events: [], behind: null }, noAnswers, view, size);
    paint(before, lines, theme);
    if (second >= 20) times.push(spentMs() - startedMs);
    before = lines;
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  console.log(`${name.padEnd(24)} p50 ${at(0.5).toFixed(2)} ms  p95 ${at(0.95).toFixed(2)} ms`);
  results.push([`frame of ${name}, p95`, at(0.95), needs.frameMs, 'ms']);
}

/** The whole dashboard on a terminal that takes what it is sent. */
async function run(): Promise<void> {
  const size = { isTTY: true, columns: 120, rows: 40 };
  const stdout = Object.assign(new PassThrough(), size) as unknown as NodeJS.WriteStream;
  const keys = { isTTY: true, setRawMode: () => stdin, ref: () => stdin, unref: () => stdin };
  const stdin = Object.assign(new PassThrough(), keys) as unknown as NodeJS.ReadStream;
  let bytes = 0;
  stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  let snapshot = fleet(0);
  let second = 0;
  const timer = setInterval(() => {
    second += 1;
    snapshot = fleet(second);
  }, 1000);
  const stop = new AbortController();
  const refused = async () => failure('not here');
  const ended = startDashboard(
    {
      ...{ snapshot: () => snapshot, subscribe: () => () => undefined },
      ...{ capture: refused, diff: refused, neighbours: refused },
    },
    { stdin, stdout, stderr: stdout, signal: stop.signal, env: { LANG: 'C.UTF-8' } },
  );
  await delay(5_000);
  const first = { bytes, heap: heapMib() };
  await delay(seconds * 1000);
  const heap = heapMib();
  const rss = process.memoryUsage().rss / mib;
  clearInterval(timer);
  stop.abort();
  await ended;
  results.push([
    'written a second',
    (bytes - first.bytes) / seconds,
    needs.bytesPerSecond,
    'bytes',
  ]);
  results.push(['resident', rss, needs.rssMib, 'MiB']);
  results.push(['heap grown', heap - first.heap, needs.heapGrowthMib, 'MiB']);
}

function heapMib(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / mib;
}

keepHeapSmall();
await run();
const wide = { columns: 200, rows: 60 };
const target = { kind: 'target', targetId: fleet(0).targets[0]?.target.id ?? '' } as const;
const window = { spanMs: null, endMs: null };
timeFrames('fleet, 120 × 40', firstView, { columns: 120, rows: 40 });
timeFrames('fleet, 200 × 60', firstView, wide);
timeFrames('filtered and grouped', { ...firstView, filter: 'team-1', isGrouped: true }, wide);
timeFrames('target, 200 × 60', { ...firstView, above: [{ ...target, scroll: 0, window }] }, wide);
for (const [what, value, most, unit] of results) {
  const isEnough = value <= most;
  console.log(
    `${isEnough ? 'ok  ' : 'MISS'} ${what}: ${value.toFixed(1)} ${unit}, at most ${most}`,
  );
  if (!isEnough) process.exitCode = 1;
}
process.exit();
