import { mannKendall } from '../../src/detect/mann-kendall.ts';
import { defaultRule } from '../../src/model/default-rule.ts';
import type { Reading } from '../../src/model/reading.ts';
import type { DetectRule } from '../../src/model/rule.ts';
import type { LeakKind } from '../../src/model/verdict.ts';
import { replay } from '../../src/watch/replay.ts';
import { type Case, day, hour, minute } from './case.ts';
import { type Point, precog } from './precog.ts';

/** An alarm, and the time to the limit that it told, in seconds. */
export type Alarm = {
  readonly atMs: number;
  readonly eta: number | null;
  readonly interval: readonly [number, number] | null;
  readonly kind: string;
  readonly leakKind: LeakKind | null;
};

/** What a detector says of a case: its alarms, oldest first, at most one a day. */
export type Contender = (given: Case) => readonly Alarm[];

/** Ours and the field's rules, re-derived from what is published of them. */
export const contenders: Readonly<Record<string, Contender>> = {
  sawtooth: ours(defaultRule.detect),
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
  // detection.md 2.3 (coroot, MemoryGrowthPct): the longest run without a halving over an hour, its last
  // quarter still rising, 5 % of the limit (50 MiB without one) and 10 % of its own height in the hour.
  Coroot: whileTrue(15 * minute, hour, (points, limit) => {
    const run = longestRun(points);
    if (run.length < 10 || run.length < points.length / 3) return false;
    const { slope, end } = line(run);
    const quarter = run.slice(-Math.max(5, Math.ceil(run.length / 4)));
    const grown = slope * hour;
    const enough = grown >= (Number.isFinite(limit) ? 0.05 * limit : 50 * 2 ** 20);
    return enough && grown >= 0.1 * (end - grown) && line(quarter).slope >= 0.3 * slope;
  }),
  // detection.md 2.2: the open code with the best published figures.
  PrecogMF: ({ readings }) =>
    daily(
      [...byInstance(readings)].flatMap(([, of]) =>
        precog(of.map(pointOf), of[0]?.limitBytes ?? null).map(plain),
      ),
    ),
  // p < 0.001 over six hours of five-minute means.
  'Mann-Kendall': whileTrue(0, 6 * hour, (points) => {
    const means = bucketed(points);
    return means.length >= 36 && mannKendall(means).z > 3.09;
  }),
};

/** Our detector by the rule that ships, or by one with another `detect` block. */
export function ours(detect: DetectRule): Contender {
  return ({ readings }) =>
    replay(readings, [{ ...defaultRule, detect }]).incidents.map(
      ({ firedAtMs, firstVerdict, verdict }) => ({
        atMs: firedAtMs,
        eta: firstVerdict.timeToLimitSeconds,
        interval: firstVerdict.timeToLimitInterval,
        kind: verdict.kind,
        leakKind: verdict.leakKind,
      }),
    );
}

function plain(atMs: number): Alarm {
  return { atMs, eta: null, interval: null, kind: 'leak', leakKind: null };
}

/** The alarms of all instances as one receiver gets them: the first of each day. */
function daily(alarms: readonly Alarm[]): readonly Alarm[] {
  const kept: Alarm[] = [];
  for (const alarm of alarms.toSorted((a, b) => a.atMs - b.atMs))
    if (isNew(kept, alarm.atMs)) kept.push(alarm);
  return kept;
}

function byInstance(readings: readonly Reading[]): ReadonlyMap<string, readonly Reading[]> {
  return Map.groupBy(readings, ({ instance }) => instance);
}

/**
 * Alarms of a condition on a window of raw samples of one instance, asked every five minutes, held for
 * a time. As the rules' authors write them: for each instance by itself, and the worst of them counts.
 */
function whileTrue(forMs: number, windowMs: number, holds: Condition): Contender {
  return ({ readings }) =>
    daily(
      [...byInstance(readings)].flatMap(([, of]) =>
        heldBy(of, windowMs, holds)
          .filter(({ sinceMs, atMs }) => atMs - sinceMs >= forMs)
          .map(({ atMs }) => plain(atMs)),
      ),
    );
}

type Held = { readonly sinceMs: number; readonly atMs: number };

/** When one instance's condition holds, and since when. */
function heldBy(readings: readonly Reading[], windowMs: number, holds: Condition): Held[] {
  const limit = readings[0]?.limitBytes ?? Number.POSITIVE_INFINITY;
  const found: Held[] = [];
  let sinceMs = Number.POSITIVE_INFINITY;
  for (const window of windowsOf(readings.map(pointOf), windowMs)) {
    const atMs = window.at(-1)?.atMs ?? 0;
    sinceMs = holds(window, limit) ? Math.min(sinceMs, atMs) : Number.POSITIVE_INFINITY;
    if (sinceMs <= atMs) found.push({ sinceMs, atMs });
  }
  return found;
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
