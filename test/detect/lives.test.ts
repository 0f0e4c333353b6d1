import { describe, expect, test } from 'vitest';
import { Detector } from '../../src/detect/detector.ts';
import { defaultRule } from '../../src/model/default-rule.ts';
import type { LifeEnd, Reading } from '../../src/model/reading.ts';
import type { DetectRule } from '../../src/model/rule.ts';
import {
  type Curve,
  mib,
  noisy,
  ramp,
  record,
  staircase,
  warmUp,
} from '../support/series-generator.ts';

const hour = 3_600_000;

function verdicts(readings: readonly Reading[], detect: DetectRule = defaultRule.detect) {
  const detector = new Detector({ timeScale: 1 });
  return readings.map((reading) => {
    detector.observe(reading);
    return detector.judge(detect, reading.atMs);
  });
}

/** The ages at which each life first alarmed; null: never. */
function alarmAges(curve: Curve, starts: readonly number[], lastExit?: LifeEnd) {
  const ticks = (starts.at(-1) ?? 0) + 40;
  const about = { ticks, restarts: starts.slice(1), ...(lastExit ? { lastExit } : {}) };
  const all = verdicts(record(curve, about));
  return starts.map((start, life) => {
    const lived = all.slice(start, starts[life + 1] ?? ticks);
    const age = lived.findIndex(({ concern }) => concern === 'alarm');
    return age < 0 ? null : age;
  });
}

test.each([
  ['straight, nothing known of its death', ramp(3 * mib, mib), undefined],
  ['straight, deployed anew while it alarmed', ramp(3 * mib, mib), 'deploy' as const],
  ['noisy', noisy(ramp(30 * mib, 3 * mib), 0.02, 3), undefined],
  ['an appended slice', staircase(3 * mib, 4 * mib), undefined],
])('the second life of a leak alarms no later than its first: %s', (_, curve, exit) => {
  const [first, second] = alarmAges(curve, [0, 38], exit);
  expect(first).not.toBeNull();
  expect(second).toBeLessThanOrEqual(first ?? 0);
});

test.each([undefined, 'deploy'] as const)(
  'a service that is restarted (%s) and warms up to its old level stays quiet',
  (exit) => {
    const curve = noisy(warmUp(20 * mib, 80 * mib, 15), 0.02, 4);
    expect(alarmAges(curve, [0, 300, 700], exit)).toEqual([null, null, null]);
  },
);

const limitBytes = 1000 * mib;
const dying = { lastExit: 'oom', limitBytes, figure: 'rss' } as const;
const tonight = { ...defaultRule.detect, horizonMs: 8 * hour };

test('a kill every two days concerns the weekly rule, and tonight only the last hours', () => {
  // 30 min a tick, 96 ticks to the limit.
  const about = { ...dying, ticks: 96 * 3 - 2, stepMs: hour / 2, restarts: [96, 192] };
  const readings = record(ramp(100 * mib, 9.4 * mib), about);
  const after = readings.slice(193).map((_, i) => i + 193);
  const weekly = verdicts(readings);
  const nightly = verdicts(readings, tonight);
  expect(after.every((tick) => weekly[tick]?.concern === 'alarm')).toBe(true);
  expect(after.every((tick) => weekly[tick]?.kind === 'sawtooth')).toBe(true);
  for (const tick of after) {
    const left = 288 - tick;
    if (left > 20) expect(nightly[tick]?.concern).not.toBe('alarm');
    if (left < 12) expect(nightly[tick]?.concern).toBe('alarm');
  }
});

describe('a start that moves', () => {
  const minuteMs = 60_000;
  const reading = (
    atMs: number,
    startAtMs: number,
    cpuSeconds?: number,
    startTicks?: number,
  ): Reading => ({
    ...{ atMs, instance: 'shop', startAtMs, ...(startTicks === undefined ? {} : { startTicks }) },
    figures: { rss: 100 * mib, ...(cpuSeconds === undefined ? {} : { cpuSeconds }) },
  });
  const livesOf = (...readings: readonly Reading[]) => {
    const detector = new Detector({ timeScale: 1 });
    for (const one of readings) detector.observe(one);
    return detector.lives.length;
  };

  test('by a clock that was set, while the process counts on, is no restart', () => {
    const start = 3 * hour;
    const [first, second] = [
      reading(4 * hour, start, 7),
      reading(4 * hour + minuteMs, start - 40_000, 8),
    ];
    expect(livesOf(first, second, reading(4 * hour + 2 * minuteMs, start - 40_000, 9))).toBe(1);
  });

  test('by any time is none where it began at the same tick since the boot', () => {
    const start = 3 * hour;
    const set = [1, 2].map((i) => reading(40 * hour + i * minuteMs, start + 36 * hour, 7 + i, 500));
    expect(livesOf(reading(4 * hour, start, 7, 500), ...set)).toBe(1);
  });

  test.each([
    ['it began at another tick', reading(4 * hour + minuteMs, 3 * hour, 8, 520)],
    ['the machine was booted', reading(5 * hour, 4.9 * hour, 1, 500)],
  ])('is one where %s', (_, next) => {
    expect(livesOf(reading(4 * hour, 3 * hour, 7, 500), next)).toBe(2);
  });

  test.each([
    ['counters fell', reading(4 * hour + minuteMs, 3 * hour + 40_000, 1)],
    ['no counter tells', reading(4 * hour + minuteMs, 3 * hour + 40_000)],
    ['it began after the last reading', reading(4 * hour + minuteMs, 4 * hour + 10_000, 8)],
    ['it moved by more than a clock does', reading(4 * hour + minuteMs, 2 * hour, 8)],
  ])('is one where %s', (_, next) => {
    expect(livesOf(reading(4 * hour, 3 * hour, 7), next)).toBe(2);
  });
});

test('right after a kill the lives before say when the limit is reached again', () => {
  const about = { ...dying, ticks: 210, restarts: [95, 195] };
  const last = verdicts(record(ramp(50 * mib, 10 * mib), about)).at(200);
  expect(last?.kind).toBe('sawtooth');
  // Lives of 94 and 99 minutes; five have passed.
  expect((last?.timeToLimitSeconds ?? 0) / 60).toBeGreaterThan(85);
  expect((last?.timeToLimitSeconds ?? 0) / 60).toBeLessThan(95);
  const [soonest, latest] = last?.timeToLimitInterval ?? [0, 0];
  expect(soonest).toBeLessThan(last?.timeToLimitSeconds ?? 0);
  expect(latest).toBeGreaterThan(last?.timeToLimitSeconds ?? 0);
  expect(last?.explanation).toContain('next end is due');
});

test('a crash far below the limit says nothing of the time to the limit', () => {
  const about = { ...dying, lastExit: 'crash' as const, ticks: 90, restarts: [40, 85] };
  const last = verdicts(record(ramp(50 * mib, 3 * mib), about)).at(87);
  expect(last?.kind).toBe('sawtooth');
  expect(last?.timeToLimitSeconds).toBeNull();
});

test('after a restart signal, value and floor of a sawtooth are of one series of one instance', () => {
  const about = { ticks: 90, restarts: [38, 80], lastExit: 'crash' as const };
  const rising = record(ramp(3 * mib, mib), { ...about, instance: 'b', figure: 'heapUsed' });
  const readings = rising.flatMap((reading, tick) => [
    { ...reading, instance: 'a', startAtMs: 0, figures: { heapLive: 7 * mib, openFds: 9 } },
    { ...reading, figures: { ...reading.figures, openFds: 20 + (tick % 3), goroutines: 50 } },
  ]);
  const all = verdicts(readings).filter((_, i) => i % 2 === 1);
  for (const verdict of all) {
    if (verdict.kind !== 'sawtooth') continue;
    const age = (verdict.atMs - (readings[160]?.atMs ?? 0)) / 60_000;
    expect(verdict).toMatchObject({ signal: 'heapUsed', instance: 'b' });
    expect(verdict.value).toBe((3 + age) * mib);
    expect(verdict.floor ?? Infinity).toBeLessThanOrEqual(verdict.value ?? 0);
  }
  expect(all.at(-1)?.kind).toBe('sawtooth');
});

test('a leak that deploys cut before it shows is told from its lives; a warm-up in each of them is none', () => {
  const day = (24 * hour) / 300_000;
  const about = {
    ticks: 6 * day,
    stepMs: 300_000,
    limitBytes: 700 * mib,
    lastExit: 'deploy' as const,
  };
  const restarts = [1, 2, 3, 4, 5].map((count) => Math.round(0.9 * day * count));
  const warm = warmUp(200 * mib, 60 * mib, 6);
  const leak = (tick: number) => warm(tick) + (50 * mib * tick) / day;
  const last = verdicts(record(noisy(leak, 0.01, 1), { ...about, restarts })).at(-1);
  expect(last).toMatchObject({ kind: 'leak', concern: 'alarm', shape: 'masked-by-deploys' });
  expect((last?.leakRatePerSecond ?? 0) * 86_400).toBeGreaterThan(40 * mib);
  expect((last?.leakRatePerSecond ?? 0) * 86_400).toBeLessThan(60 * mib);
  const healthy = verdicts(record(noisy(warm, 0.01, 1), { ...about, restarts }));
  expect(healthy.every(({ concern }) => concern !== 'alarm')).toBe(true);
});

test('a pod that takes over within a minute warms up to the level of the one before it in quiet', () => {
  const curve = noisy(warmUp(60 * mib, 80 * mib, 200), 0.01, 4);
  const about = { limitBytes: 200 * mib, figure: 'rss' as const };
  const first = record(curve, { ...about, ticks: 1500, instance: 'pod-1' });
  const startMs = (first.at(-1)?.atMs ?? 0) + 60_000;
  const second = record(curve, { ...about, ticks: 400, instance: 'pod-2', startMs });
  const taken = verdicts([...first, ...second]).slice(1500);
  expect(taken.filter(({ concern }) => concern === 'alarm')).toEqual([]);
  expect(taken.at(-1)?.lives.map(({ endAtMs }) => endAtMs === null)).toEqual([false, true]);
});

test('a pod that comes and goes below its limit and is moved leaves its height as no news to the next one', () => {
  const day = 288;
  const tide = (tick: number) => 156 + 28 * Math.sin((2 * Math.PI * tick) / day - 1.5);
  const started = (tick: number) => (1 - 0.35 * Math.exp(-tick / 60)) * tide(tick) * mib;
  const curve = noisy(started, 0.03, 5);
  const about = { limitBytes: 190 * mib, figure: 'rss' as const, stepMs: 300_000 };
  const first = record(curve, { ...about, ticks: Math.round(4.8 * day), instance: 'pod-1' });
  const startMs = (first.at(-1)?.atMs ?? 0) + 60_000;
  const second = record(curve, { ...about, ticks: 2 * day, instance: 'pod-2', startMs });
  const all = verdicts([...first, ...second]);
  // Its height is all that speaks of a kill.
  expect(all.at(-1)?.lives[0]).toMatchObject({ cause: 'oom', causeBy: 'level' });
  expect(all.filter(({ concern }) => concern === 'alarm')).toEqual([]);
});
