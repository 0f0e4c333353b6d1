import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { shippedRuleFiles } from '../../src/cli/read-files.ts';
import { loadRules } from '../../src/config/load-rules.ts';
import type { Incident } from '../../src/model/incident.ts';
import type { Reading } from '../../src/model/reading.ts';
import { failure, success } from '../../src/model/result.ts';
import type { Rule } from '../../src/model/rule.ts';
import { readRecorded } from '../../src/scrape/recorded/read-recorded.ts';
import { Engine } from '../../src/watch/engine.ts';
import { replay } from '../../src/watch/replay.ts';
import { FakeWorld, target } from '../support/fake-world.ts';
import {
  constant,
  mib,
  noisy,
  type Recorded,
  ramp,
  record,
  stepAt,
  teeth,
  warmUp,
} from '../support/series-generator.ts';

/**
 * The proof that `analyze`, `backtest` and the live engine say the same of the same samples: a recorded
 * file is replayed, and the same file is what scrapes answer to an engine whose clock is moved by hand.
 */

const shipped: readonly Rule[] = shippedRuleFiles().flatMap(
  (file) => loadRules(file, readFileSync(file, 'utf8')).rules ?? [],
);
const stepMs = 60_000;

/** One alert as both sides tell it. */
type Told = {
  readonly rule: string;
  readonly firedAtMs: number | null;
  readonly resolvedAtMs: number | null;
  readonly verdict: unknown;
};

/** Readings → the file that `analyze` would be given → readings. */
async function throughFile(readings: readonly Reading[]): Promise<readonly Reading[]> {
  const rows = readings.map(({ atMs, instance, figures, startAtMs = 0, limitBytes }) =>
    [atMs, instance, figures.heapLive, startAtMs, limitBytes ?? ''].join(','),
  );
  const text = ['t,instance,heap_live,start_time,limit', ...rows].join('\n');
  async function* bytes() {
    yield Buffer.from(text);
  }
  const recording = await readRecorded(bytes(), { unit: 'bytes', limit: null });
  if (!recording.ok) throw new Error(recording.reason);
  return [...recording.value.readings];
}

/** What the live engine does when its scrapes answer these readings, each at its own time. */
async function live(readings: readonly Reading[], rules: readonly Rule[]): Promise<Told[]> {
  const world = new FakeWorld();
  const byInstance = Map.groupBy(readings, ({ instance }) => instance);
  const startMs = Math.min(...readings.map(({ atMs }) => atMs));
  const endMs = Math.max(...readings.map(({ atMs }) => atMs));
  world.clock.jump(startMs - world.clock.nowMs());
  const targets = [...byInstance].map(([instance, own], i) => {
    const at = new Map(own.map((reading) => [reading.atMs, reading]));
    world.programs.set(instance, (nowMs) => {
      const reading = at.get(nowMs);
      return reading === undefined ? failure('nobody answered in time') : success(reading);
    });
    const { limitBytes: _, ...one } = target(instance, { workload: 'shop' });
    // Two scrapes are never answered in the same millisecond: each instance is asked i seconds later.
    return {
      ...one,
      scrapeIntervalMs: stepMs,
      profiles: null,
      labels: { job: instance, instance, delay: String(i) },
    };
  });
  const { scrape } = world.deps;
  const delayed: typeof scrape = async (of, signal) => {
    await world.clock.sleep(1000 * Number(of.labels['delay']), signal);
    return scrape(of, signal);
  };
  const stop = new AbortController();
  const done = new Engine({ ...world.deps, scrape: delayed }).run(
    { targets, feeds: [], rules },
    stop.signal,
  );
  await world.clock.pass(endMs - startMs + 1);
  stop.abort();
  await world.clock.pass(5000);
  await done;
  const last = new Map<string, Incident>();
  for (const { incident } of world.of('incident')) last.set(incident.id, incident);
  for (const incident of world.stored) last.set(incident.id, incident);
  return [...last.values()]
    .filter(({ firedAtMs }) => firedAtMs !== null)
    .map(({ rule, firedAtMs, resolvedAtMs, verdict }) => ({
      rule,
      firedAtMs,
      resolvedAtMs,
      verdict: verdict.kind,
    }));
}

function replayed(readings: readonly Reading[], rules: readonly Rule[]): Told[] {
  return replay(readings, rules).incidents.map(({ rule, firedAtMs, resolvedAtMs, verdict }) => ({
    rule: rule.alert,
    firedAtMs,
    resolvedAtMs,
    verdict: verdict.kind,
  }));
}

function sorted(told: readonly Told[]): Told[] {
  const key = ({ rule, firedAtMs }: Told) => `${firedAtMs} ${rule}`;
  return told.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

const startMs = 1_700_000_000_000 - (1_700_000_000_000 % stepMs);
const recorded = (curve: Parameters<typeof record>[0], about: Omit<Recorded, 'startMs'>) =>
  record(curve, { startMs, stepMs, limitBytes: 512 * mib, ...about });
const withGap = (readings: readonly Reading[], from: number, until: number) =>
  readings.filter((_, i) => i < from || i >= until);

const files: readonly (readonly [string, readonly Reading[]])[] = [
  ['a leak', recorded(noisy(ramp(40 * mib, 0.5 * mib), 0.02, 1), { ticks: 600 })],
  [
    'a leak that is mended without a restart',
    recorded(
      noisy((t) => (t < 450 ? 40 + 0.8 * t : 60) * mib, 0.01, 2),
      { ticks: 900 },
    ),
  ],
  [
    'a sawtooth by kills',
    recorded(noisy(ramp(60 * mib, 3.5 * mib), 0.01, 3), {
      ticks: 900,
      restarts: [125, 250, 375, 500, 625, 750],
      lastExit: 'oom',
    }),
  ],
  ['a warm-up', recorded(noisy(warmUp(40 * mib, 200 * mib, 60), 0.01, 4), { ticks: 900 })],
  ['garbage', recorded(teeth(constant(100 * mib), 80 * mib, 13), { ticks: 600 })],
  ['a step', recorded(stepAt(200, 80 * mib, 160 * mib), { ticks: 600 })],
  [
    'a leak with hours missing',
    withGap(recorded(noisy(ramp(40 * mib, 0.4 * mib), 0.02, 5), { ticks: 900 }), 300, 420),
  ],
  [
    'one replica of two leaks, and is started again',
    [
      ...recorded(noisy(ramp(40 * mib, 0.6 * mib), 0.02, 6), {
        ticks: 900,
        instance: 'a',
        restarts: [600],
      }),
      ...recorded(noisy(constant(60 * mib), 0.02, 7), { ticks: 900, instance: 'b' }).map(
        (reading) => ({ ...reading, atMs: reading.atMs + 1000 }),
      ),
    ],
  ],
];

describe('replay and the live engine', () => {
  const all: Told[][] = [];

  test.each(files)('fire and resolve at the same times: %s', async (_, written) => {
    const readings = await throughFile(written);
    const told = sorted(replayed(readings, shipped));
    all.push(told);
    expect(sorted(await live(readings, shipped))).toEqual(told);
  });

  test('among these some fire, some resolve, and some stay quiet', () => {
    const firing = all.filter((told) => told.some(({ resolvedAtMs }) => resolvedAtMs === null));
    const resolved = all.filter((told) => told.some(({ resolvedAtMs }) => resolvedAtMs !== null));
    const quiet = all.filter((told) => told.length === 0);
    expect(Math.min(firing.length, resolved.length, quiet.length)).toBeGreaterThan(0);
    expect(new Set(all.flat().map(({ verdict }) => verdict))).toEqual(
      new Set(['leak', 'sawtooth']),
    );
  });
});
