import { mannKendall } from '../../src/detect/mann-kendall.ts';
import { defaultRule } from '../../src/model/default-rule.ts';
import type { Reading } from '../../src/model/reading.ts';
import { replay } from '../../src/watch/replay.ts';
import type { Case } from './cases.ts';

/** An alarm, and the time to the limit that it told, in seconds. */
export type Alarm = {
  readonly atMs: number;
  readonly eta: number | null;
  readonly interval: readonly [number, number] | null;
  readonly kind: string;
};

/** What a detector says of a case: its alarms, oldest first, at most one a day. */
export type Contender = (given: Case) => readonly Alarm[];

type Point = { readonly atMs: number; readonly value: number };

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

/** Ours and the field's rules, re-derived from what is published of them. */
export const contenders: Readonly<Record<string, Contender>> = {
  sawtooth: ({ readings }) =>
    replay(readings, [defaultRule]).incidents.map(({ firedAtMs, firstVerdict, verdict }) => ({
      atMs: firedAtMs,
      eta: firstVerdict.timeToLimitSeconds,
      interval: firstVerdict.timeToLimitInterval,
      kind: verdict.kind,
    })),
  never: () => [],
  always: ({ readings }) => readings.slice(0, 1).map(({ atMs }) => plain(atMs)),
  // 80 % of the limit for 15 minutes: what most collections of rules ship.
  'static 80 %': whileTrue(
    15 * minute,
    0,
    (points, limit) => (points.at(-1)?.value ?? 0) > 0.8 * limit,
  ),
  // predict_linear(x[6h], 24h) > limit for 15 minutes.
  predict_linear: whileTrue(15 * minute, 6 * hour, (points, limit) => {
    const { slope, end } = line(points);
    return end + slope * day > limit;
  }),
  // The longest run without a halving over an hour, its tail still rising, 10 % of the limit an hour.
  Coroot: whileTrue(15 * minute, hour, (points, limit) => {
    const run = longestRun(points);
    if (run.length < 10 || run.length < points.length / 3) return false;
    const { slope } = line(run);
    const tail = line(run.slice(-Math.max(5, Math.ceil(run.length / 4)))).slope;
    return slope * hour >= 0.1 * limit && tail >= 0.3 * slope;
  }),
  // p < 0.001 over six hours of five-minute means.
  'Mann-Kendall': whileTrue(0, 6 * hour, (points) => {
    const means = bucketed(points);
    return means.length >= 36 && mannKendall(means).z > 3.09;
  }),
};

function plain(atMs: number): Alarm {
  return { atMs, eta: null, interval: null, kind: 'leak' };
}

/** Alarms of a condition on a window of raw samples, asked every five minutes, held for a time. */
function whileTrue(forMs: number, windowMs: number, holds: Condition): Contender {
  return ({ readings }) => {
    const limit = readings[0]?.limitBytes ?? Infinity;
    const alarms: Alarm[] = [];
    let sinceMs = Infinity;
    for (const window of windowsOf(readings.map(pointOf), windowMs)) {
      const atMs = window.at(-1)?.atMs ?? 0;
      sinceMs = holds(window, limit) ? Math.min(sinceMs, atMs) : Infinity;
      if (atMs - sinceMs >= forMs && isNew(alarms, atMs)) alarms.push(plain(atMs));
    }
    return alarms;
  };
}

function isNew(alarms: readonly Alarm[], atMs: number): boolean {
  return atMs >= (alarms.at(-1)?.atMs ?? 0) + day;
}

type Condition = (points: readonly Point[], limit: number) => boolean;

function* windowsOf(points: readonly Point[], windowMs: number): Generator<readonly Point[]> {
  let [askedMs, from] = [0, 0];
  for (const [i, { atMs }] of points.entries()) {
    if (atMs - askedMs < 5 * minute) continue;
    askedMs = atMs;
    while ((points[from]?.atMs ?? atMs) < atMs - windowMs) from++;
    yield points.slice(from, i + 1);
  }
}

function pointOf({ atMs, figures: f }: Reading): Point {
  return { atMs, value: f.workingSet ?? f.rss ?? f.heapUsed ?? f.value ?? 0 };
}

function line(points: readonly Point[]): { slope: number; end: number } {
  const n = points.length;
  const meanTime = points.reduce((sum, { atMs }) => sum + atMs, 0) / n;
  const mean = points.reduce((sum, { value }) => sum + value, 0) / n;
  let [tv, tt] = [0, 0];
  for (const { atMs, value } of points) {
    tv += (atMs - meanTime) * (value - mean);
    tt += (atMs - meanTime) ** 2;
  }
  const slope = tt === 0 ? 0 : tv / tt;
  return { slope, end: mean + slope * ((points.at(-1)?.atMs ?? 0) - meanTime) };
}

function longestRun(points: readonly Point[]): readonly Point[] {
  let best: readonly Point[] = [];
  let start = 0;
  for (let i = 1; i <= points.length; i++) {
    const [before, now] = [points[i - 1]?.value ?? 0, points[i]?.value ?? 0];
    if (i < points.length && now >= before / 2) continue;
    if (i - start > best.length) best = points.slice(start, i);
    start = i;
  }
  return best;
}

function bucketed(points: readonly Point[]): Float64Array {
  const sums = new Map<number, [sum: number, count: number]>();
  for (const { atMs, value } of points) {
    const bucket = Math.floor(atMs / (5 * minute));
    const [sum, count] = sums.get(bucket) ?? [0, 0];
    sums.set(bucket, [sum + value, count + 1]);
  }
  return Float64Array.from([...sums.values()].map(([sum, count]) => sum / count));
}
