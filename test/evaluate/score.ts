import type { Alarm } from './baselines.ts';
import { type Case, day, week } from './case.ts';

/** What one detector said of one case, held against the label. */
export type Mark = {
  readonly name: string;
  readonly leak: boolean;
  readonly hit: boolean;
  readonly falseAlarms: number;
  /** Weeks in which any alarm would have been false. */
  readonly quietWeeks: number;
  /** Whether it spoke before the first kill; null where nothing was killed, or nothing found. */
  readonly beforeOom: boolean | null;
  readonly context: boolean;
  /** From the onset, as a share of the time to the first kill, or to the end. */
  readonly delay: number | null;
  /** ln(told / true) of the time to the limit. */
  readonly etaError: number | null;
  readonly covered: boolean | null;
  readonly namedSawtooth: boolean | null;
  /** Whether what was said to leak is what leaks; null where the page cannot tell, or nothing was said. */
  readonly kindRight: boolean | null;
  /** What was said to leak, for a list. */
  readonly said: string;
};

/** A detector's figures over many cases. */
export type Score = {
  readonly cases: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly falseAlarms: number;
  readonly weeks: number;
  readonly perWeek: number;
  /** 95 %, exact Poisson. */
  readonly perWeekInterval: readonly [number, number];
  readonly beforeOomWithContext: number;
  readonly beforeOomCold: number;
  readonly delayP50: number;
  readonly delayP90: number;
  /** Median of max(told / true, true / told). */
  readonly etaFactor: number;
  readonly etaFactorP90: number;
  readonly etas: number;
  readonly coverage: number;
  readonly sawtooths: number;
  readonly kindsRight: number;
};

/** An alarm counts within [onset, first kill) as on time, after it as late, before as false. */
export function mark(given: Case, alarms: readonly Alarm[]): Mark {
  const { name, onsetMs, context, readings } = given;
  const [first, last] = [readings[0]?.atMs ?? 0, readings.at(-1)?.atMs ?? 0];
  const early = alarms.filter(({ atMs }) => onsetMs === null || atMs < onsetMs);
  const about = { name, context, falseAlarms: daily(early) };
  if (onsetMs === null) {
    const never = { hit: false, beforeOom: null, delay: null, etaError: null, covered: null };
    return {
      ...about,
      ...never,
      leak: false,
      quietWeeks: (last - first) / week,
      ...{ namedSawtooth: null, kindRight: null, said: alarms[0]?.leakKind ?? '' },
    };
  }
  const hit = alarms.find(({ atMs }) => atMs >= onsetMs);
  return {
    ...{
      ...about,
      leak: true,
      hit: hit !== undefined,
      quietWeeks: Math.max(0, onsetMs - first) / week,
    },
    ...markTime(hit, onsetMs, given.oomMs, last),
    namedSawtooth: given.sawtooth ? alarms.some(({ kind }) => kind === 'sawtooth') : null,
    ...named(given, hit),
  };
}

function named({ leakKinds }: Case, hit: Alarm | undefined): Pick<Mark, 'kindRight' | 'said'> {
  const said = hit?.leakKind ?? '';
  if (leakKinds === null || hit === undefined) return { kindRight: null, said };
  return { kindRight: leakKinds.some((kind) => kind === said), said };
}

function markTime(
  hit: Alarm | undefined,
  onsetMs: number,
  oomMs: number | null,
  lastMs: number,
): Pick<Mark, 'beforeOom' | 'delay' | 'etaError' | 'covered'> {
  const beforeOom = oomMs === null ? null : hit !== undefined && hit.atMs < oomMs;
  if (hit === undefined) return { beforeOom, delay: null, etaError: null, covered: null };
  const delay = (hit.atMs - onsetMs) / ((oomMs ?? lastMs) - onsetMs);
  const truth = ((oomMs ?? 0) - hit.atMs) / 1000;
  if (truth <= 0 || hit.eta === null) return { beforeOom, delay, etaError: null, covered: null };
  const [low, high] = hit.interval ?? [0, 0];
  const etaError = Math.log(Math.max(1, hit.eta) / truth);
  return { beforeOom, delay, etaError, covered: low <= truth && truth <= high };
}

function daily(alarms: readonly Alarm[]): number {
  let [count, lastMs] = [0, Number.NEGATIVE_INFINITY];
  for (const { atMs } of alarms) {
    if (atMs - lastMs < day) continue;
    lastMs = atMs;
    count++;
  }
  return count;
}

/** Sums marks up. */
export function score(marks: readonly Mark[]): Score {
  const leaks = marks.filter(({ leak }) => leak);
  const hits = leaks.filter(({ hit }) => hit).length;
  const wrong = marks.filter(({ falseAlarms }) => falseAlarms > 0).length;
  const [precision, recall] = [hits / (hits + wrong), hits / leaks.length];
  const falseAlarms = sum(marks.map((one) => one.falseAlarms));
  const weeks = sum(marks.map(({ quietWeeks }) => quietWeeks));
  const killed = leaks.filter(({ beforeOom }) => beforeOom !== null);
  const before = (of: readonly Mark[]) => share(of.map(({ beforeOom }) => beforeOom));
  const delays = present(leaks.map(({ delay }) => delay));
  const errors = present(leaks.map(({ etaError }) => etaError)).map((error) =>
    Math.exp(Math.abs(error)),
  );
  return {
    ...{ cases: marks.length, precision, recall, falseAlarms, weeks, perWeek: falseAlarms / weeks },
    f1: (2 * precision * recall) / (precision + recall),
    perWeekInterval: poisson(falseAlarms, weeks),
    beforeOomWithContext: before(killed.filter(({ context }) => context)),
    beforeOomCold: before(killed.filter(({ context }) => !context)),
    delayP50: quantile(delays, 0.5),
    delayP90: quantile(delays, 0.9),
    etaFactor: quantile(errors, 0.5),
    etaFactorP90: quantile(errors, 0.9),
    etas: errors.length,
    coverage: share(leaks.map(({ covered }) => covered)),
    sawtooths: share(marks.map(({ namedSawtooth }) => namedSawtooth)),
    kindsRight: share(marks.map(({ kindRight }) => kindRight)),
  };
}

function present<T>(values: readonly (T | null)[]): T[] {
  return values.filter((value): value is T => value !== null);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function share(values: readonly (boolean | null)[]): number {
  const known = present(values);
  return known.filter(Boolean).length / known.length;
}

function quantile(values: readonly number[], at: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))] ?? Number.NaN;
}

/** The 95 % interval of a share (Wilson 1927). */
export function wilson(hits: number, of: number): readonly [number, number] {
  if (of === 0) return [0, 1];
  const [z, p] = [1.96, hits / of];
  const middle = (p + z ** 2 / (2 * of)) / (1 + z ** 2 / of);
  const half = (z * Math.sqrt((p * (1 - p)) / of + z ** 2 / (4 * of ** 2))) / (1 + z ** 2 / of);
  return [middle - half, middle + half];
}

/** The 95 % interval of a rate that was counted: events, in so many weeks. */
export function poisson(count: number, weeks: number): readonly [number, number] {
  // Less than an hour is no time to count in.
  if (weeks < 0.006) return [Number.NaN, Number.NaN];
  return [poissonLow(count) / weeks, poissonHigh(count) / weeks];
}

/** The exact 95 % interval of a count (Garwood 1936), by bisection on the Poisson sum. */
function poissonLow(count: number): number {
  if (count > 300) return cube(count, -1.96);
  return count === 0 ? 0 : bisect((mean) => 1 - below(count - 1, mean) - 0.025);
}

function poissonHigh(count: number): number {
  // Wilson and Hilferty 1931, where the sum's terms would vanish.
  if (count > 300) return cube(count + 1, 1.96);
  return bisect((mean) => 0.025 - below(count, mean));
}

function cube(count: number, z: number): number {
  return count * (1 - 1 / (9 * count) + z / (3 * Math.sqrt(count))) ** 3;
}

/** P(N ≤ count) at a mean. */
function below(count: number, mean: number): number {
  let [term, total] = [Math.exp(-mean), Math.exp(-mean)];
  for (let n = 1; n <= count; n++) {
    term *= mean / n;
    total += term;
  }
  return total;
}

function bisect(rising: (mean: number) => number): number {
  let [low, high] = [0, 700];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (rising(middle) > 0) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}
