import { expect, test } from 'vitest';
import { Detector } from '../../src/detect/detector.ts';
import { defaultRule } from '../../src/model/default-rule.ts';
import type { Reading } from '../../src/model/reading.ts';
import type { DetectRule } from '../../src/model/rule.ts';
import type { Concern, Verdict } from '../../src/model/verdict.ts';
import {
  constant,
  diurnal,
  mib,
  noisy,
  ramp,
  record,
  staircase,
  stepAt,
  teeth,
  warmUp,
} from '../support/series-generator.ts';

/** What a replay came to: the first ticks of each concern, and the loudest and last verdicts. */
function watch(readings: readonly Reading[], timeScale: number, detect: DetectRule) {
  const detector = new Detector({ timeScale });
  const first: Partial<Record<Concern, number>> = {};
  let loudest: Verdict | null = null;
  let last: Verdict | null = null;
  for (const [tick, reading] of readings.entries()) {
    detector.observe(reading);
    last = detector.judge(detect, reading.atMs);
    first[last.concern] ??= tick;
    if (last.concern === 'alarm') loudest = last;
  }
  return { first, loudest, last, detector };
}

function check(
  readings: readonly Reading[],
  { timeScale = 1, detect = defaultRule.detect }: { timeScale?: number; detect?: DetectRule } = {},
) {
  return watch(readings, timeScale, detect);
}

/**
 * KiB live after each collection, one a second, as examples/goleaky (faithful shape, 2000 reports a second)
 * said of itself until it panicked: while the slice is copied, the old array and the new one live.
 */
const goleaky =
  '1872 4878 3566 4583 5799 7254 7367 9247 20703 11631 11663 26085 14623 14574 32764 18310 18326 40972 40972 22958 22950 22943 51374 51374 28679 28766 28640 28752 64537 64537 36000 35937 35857 35857 35905 80713 80713 44993 44993'
    .split(' ')
    .map(Number);

const second = { stepMs: 1000 };
const demo = { timeScale: 60 };

test.each([
  ['straight', ramp(3 * mib, mib)],
  ['with garbage', teeth(ramp(3 * mib, 2 * mib), 8 * mib, 3)],
  ['noisy', noisy(ramp(3 * mib, 2 * mib), 0.1, 1)],
  ['an appended slice', staircase(mib, 2 * mib)],
  ['an appended slice, far from the start', staircase(3 * mib, 4 * mib)],
])('cold start, %s: suspected by 15, alarmed by 25 minutes', (_, curve) => {
  const { first, loudest } = check(record(curve, { ticks: 26, ...second }), demo);
  expect(first.suspicion).toBeLessThanOrEqual(15);
  expect(first.alarm).toBeLessThanOrEqual(25);
  expect(loudest?.kind).toBe('leak');
  expect(loudest?.leakKind).toBe('heap');
});

test('the live heap of a real program whose slice grows: suspected by 15, alarmed by 30 minutes', () => {
  const { first, loudest } = check(
    record((tick) => 1024 * (goleaky[tick] ?? 0), { ticks: goleaky.length, ...second }),
    demo,
  );
  expect(first.suspicion).toBeLessThanOrEqual(15);
  expect(first.alarm).toBeLessThanOrEqual(30);
  expect(loudest?.kind).toBe('leak');
});

test.each([
  ['a quarter of it has grown', 6 * mib, 32],
  ['half a day was even', mib / 8, 500],
])('a limit that is far away does not hide a leak once %s', (_, perTick, by) => {
  const about = { ticks: 550, limitBytes: 512 * mib, ...second };
  expect(check(record(ramp(3 * mib, perTick), about), demo).first.alarm).toBeLessThanOrEqual(by);
});

test.each([
  ['constant', constant(50 * mib)],
  ['garbage', teeth(constant(20 * mib), 20 * mib, 4)],
  ['warm-up', noisy(warmUp(5 * mib, 100 * mib, 8), 0.02, 1)],
  ['slow warm-up', noisy(warmUp(5 * mib, 100 * mib, 25), 0.02, 2)],
  ['one step', stepAt(12, 20 * mib, 60 * mib)],
  ['two steps', (tick: number) => (20 + (tick > 10 ? 20 : 0) + (tick > 22 ? 20 : 0)) * mib],
  ['noise', noisy(constant(50 * mib), 0.3, 3)],
  ['churn above a step', teeth(stepAt(20, 10 * mib, 30 * mib), 15 * mib, 5)],
])('cold start, %s: no alarm in five hours', (_, curve) => {
  expect(check(record(curve, { ticks: 300, ...second }), demo).first.alarm).toBeUndefined();
});

test.each(['crash', undefined] as const)(
  'two deaths on a ramp are a sawtooth (last exit %s)',
  (exit) => {
    const about = { ticks: 90, restarts: [38, 80], ...second, ...(exit ? { lastExit: exit } : {}) };
    const { last } = check(record(ramp(3 * mib, mib), about), demo);
    expect(last?.kind).toBe('sawtooth');
    expect(last?.concern).toBe('alarm');
    expect(last?.lives.map(({ cause }) => cause)).toEqual([
      exit ?? 'unknown',
      exit ?? 'unknown',
      null,
    ]);
    expect(last?.explanation).toMatch(/2 lives/);
  },
);

test('an appended slice that panics past a count is a sawtooth after its second death', () => {
  const about = { ticks: 85, restarts: [38, 80], ...second };
  expect(check(record(staircase(mib, 2 * mib), about), demo).last?.kind).toBe('sawtooth');
});

test('a rule on another signal has no say in them', () => {
  const about = { ticks: 90, restarts: [38, 80], ...second };
  const readings = record(ramp(3 * mib, mib), about).map((reading) => ({
    ...reading,
    figures: { ...reading.figures, openFds: 24 },
  }));
  const detect = { ...defaultRule.detect, signal: 'openFds' as const };
  const { first, last } = check(readings, { ...demo, detect });
  expect(first.alarm).toBeUndefined();
  expect(last?.signal).toBe('openFds');
});

test('OOM kills without a known cause are told by the height', () => {
  const about = { ticks: 300, restarts: [95, 195], limitBytes: 100 * mib };
  const { last } = check(record(ramp(5 * mib, 0.95 * mib), about));
  expect(last?.kind).toBe('sawtooth');
  expect(last?.lives[0]?.cause).toBe('oom');
});

test('a healthy service that is restarted is none', () => {
  const curve = noisy(warmUp(5 * mib, 50 * mib, 10), 0.02, 5);
  const about = { ticks: 400, restarts: [40, 80, 120, 200, 300] };
  expect(check(record(curve, about)).first.alarm).toBeUndefined();
});

test('a slow leak under a day of load swings is found within the week, none without it', () => {
  const swing = diurnal(400 * mib, 40 * mib, 96);
  const about = { ticks: 96 * 9, stepMs: 900_000, limitBytes: 1024 * mib, figure: 'rss' as const };
  const leak = record((tick) => swing(tick) + 0.55 * mib * tick, about);
  expect(check(leak).first.alarm).toBeDefined();
  expect(check(record(swing, about)).first.alarm).toBeUndefined();
});

test('growth that follows the traffic is a suspicion', () => {
  const grows = record(ramp(20 * mib, mib), { ticks: 60, ...second });
  let requests = 0;
  const driven = grows.map((reading, tick) => {
    requests += 100 * (20 + tick);
    return { ...reading, figures: { ...reading.figures, requestsTotal: requests } };
  });
  expect(check(grows, demo).first.alarm).toBeDefined();
  const { first, last } = check(driven, demo);
  expect(first.alarm).toBeUndefined();
  expect(last?.shape).toBe('load');
});

test('time to limit and rate are near the truth', () => {
  const about = { ticks: 200, limitBytes: 1000 * mib };
  const { last } = check(record(noisy(ramp(100 * mib, 3 * mib), 0.02, 4), about));
  expect(last?.kind).toBe('leak');
  expect(last?.leakRatePerSecond).toBeCloseTo((3 * mib) / 60, -4);
  const truth = (1000 - 100 - 199 * 3) * 20;
  expect(Math.abs((last?.timeToLimitSeconds ?? 0) - truth)).toBeLessThan(0.2 * truth);
});

test('gaps, NaN, duplicates and stragglers change nothing much', () => {
  const clean = record(ramp(3 * mib, mib), { ticks: 60, ...second });
  const dirty = clean.flatMap((reading, tick) => {
    if (tick % 7 === 3) return [];
    const nan = { ...reading, figures: { ...reading.figures, rss: Number.NaN } };
    return tick % 5 === 0 ? [nan, nan, clean[Math.max(0, tick - 4)] ?? nan] : [nan];
  });
  const { first, last } = check(dirty, demo);
  expect(first.alarm).toBeDefined();
  expect(last?.kind).toBe('leak');
});

test('a clock that is set back starts anew and speaks again', () => {
  const before = record(constant(50 * mib), { ticks: 50, ...second });
  const about = { ticks: 50, startMs: 1_600_000_000_000, ...second };
  const after = record(ramp(3 * mib, mib), about);
  expect(check([...before, ...after], demo).last?.kind).toBe('leak');
});

test('a clock that jumps ahead cuts no life', () => {
  const before = record(constant(50 * mib), { ticks: 50, known: false });
  const after = record(constant(50 * mib), {
    ticks: 50,
    startMs: 1_800_000_000_000,
    known: false,
  });
  const { last } = check([...before, ...after]);
  expect(last?.lives).toHaveLength(1);
  expect(last?.concern).toBe('none');
});

test('a pod that is replaced ends its life', () => {
  const first = record(constant(50 * mib), { ticks: 30, instance: 'pod-1' });
  const second = record(constant(50 * mib), {
    ticks: 30,
    instance: 'pod-2',
    startMs: 1_700_000_000_000 + 60 * 60_000,
  });
  const { last } = check([...first, ...second]);
  expect(last?.lives.map(({ instance, endAtMs }) => [instance, endAtMs === null])).toEqual([
    ['pod-1', false],
    ['pod-2', true],
  ]);
});

test('floors come in the order of time and lie below the values', () => {
  const readings = record(teeth(constant(20 * mib), 20 * mib, 4), { ticks: 500, stepMs: 15_000 });
  const floors = check(readings).detector.floors('heapLive');
  expect(floors.length).toBeGreaterThan(40);
  expect(floors.map(({ atMs }) => atMs)).toEqual(
    floors.map(({ atMs }) => atMs).toSorted((a, b) => a - b),
  );
  expect(Math.max(...floors.map(({ floor }) => floor))).toBe(20 * mib);
});

test('too little is said to be too little', () => {
  const { last } = check(record(ramp(mib, mib), { ticks: 5 }));
  expect(last?.kind).toBe('insufficient-data');
  expect(new Detector({ timeScale: 1 }).judge(defaultRule.detect, 0).kind).toBe(
    'insufficient-data',
  );
});

test('memory is bounded', () => {
  const { detector } = check([]);
  for (const reading of record(noisy(ramp(20 * mib, 0.01 * mib), 0.2, 1), { ticks: 20_000 })) {
    detector.observe(reading);
  }
  expect(JSON.stringify(detector.save()).length).toBeLessThan(20_000);
});
