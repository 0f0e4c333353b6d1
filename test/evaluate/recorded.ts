import { existsSync, readFileSync } from 'node:fs';
import { defaultRule } from '../../src/model/default-rule.ts';
import type { Reading } from '../../src/model/reading.ts';
import { replay } from '../../src/watch/replay.ts';
import { altered } from './altered.ts';
import { week } from './case.ts';
import { diceOf } from './dice.ts';
import { readFile } from './read-file.ts';
import { poisson, wilson } from './score.ts';
import { aligned, fixed } from './table.ts';

/** Recorded series with labels, which stand beside the repository where there are any. */
const seriesFolder = new URL('../../../shared/data/series/', import.meta.url).pathname;

type Labelled = {
  readonly file: string;
  readonly dataset: string;
  readonly label: 'leak' | 'sawtooth' | 'step' | 'healthy' | 'unknown';
  readonly onset_t: number | null;
  readonly end_t: number | null;
  readonly span_seconds: number;
};

type Row = {
  leaks: number;
  hit: number;
  early: number;
  quiet: number;
  alarms: number;
  weeks: number;
};

const nothing: Row = { leaks: 0, hit: 0, early: 0, quiet: 0, alarms: 0, weeks: 0 };
const isLeak = ({ label }: Labelled) => label === 'leak' || label === 'sawtooth';

/** The labelled recordings; null where there are none. What nobody can label is left out. */
function labelled(): readonly Labelled[] | null {
  if (!existsSync(`${seriesFolder}index.json`)) return null;
  const index = JSON.parse(readFileSync(`${seriesFolder}index.json`, 'utf8')) as Labelled[];
  return index.filter(({ label }) => label !== 'unknown');
}

/**
 * Our figures on each dataset of labelled recordings, as a table; null where there are none. An alarm
 * before the onset (less 5 % of the span) is a false one.
 */
export async function recordedTable(wrong: (text: string) => void): Promise<string | null> {
  const all = labelled();
  if (all === null) return null;
  const rows = new Map<string, Row>();
  for (const one of all) {
    const firedAt = firedIn(await readFile(`${seriesFolder}${one.file}`));
    add(rows, one, firedAt);
    if (isLeak(one) !== (firedAt !== null))
      wrong(`${isLeak(one) ? 'missed' : 'false'}: ${one.file}`);
  }
  return tableOf('recorded', rows);
}

/**
 * The same over `times` altered copies of each recording: how much of it hangs on chance. What is seldom right is told
 * with how often it is.
 */
export async function alteredTable(
  times: number,
  wrong: (text: string) => void,
): Promise<string | null> {
  const all = labelled();
  if (all === null) return null;
  const rows = new Map<string, Row>();
  for (const one of all) {
    const readings = await readFile(`${seriesFolder}${one.file}`);
    let right = 0;
    for (let time = 0; time < times; time++) {
      const firedAt = firedInCopy(readings, one, time);
      const row = add(rows, one, firedAt);
      right += isLeak(one) ? row.hit : 1 - row.alarms;
    }
    if (right < 0.9 * times)
      wrong(`${isLeak(one) ? 'leak' : 'quiet'} right in ${right} of ${times}: ${one.file}`);
  }
  return tableOf(`each altered ${times} times`, rows, times);
}

/** Seconds since the epoch. */
function firedIn(readings: readonly Reading[]): number | null {
  const atMs = replay(readings, [defaultRule]).incidents[0]?.firedAtMs;
  return atMs === undefined ? null : atMs / 1000;
}

/** By the original's clock. */
function firedInCopy(readings: readonly Reading[], one: Labelled, time: number): number | null {
  const fromMs = readings[0]?.atMs ?? 0;
  const onsetMs = isLeak(one) ? (one.onset_t ?? fromMs / 1000) * 1000 : null;
  const copy = altered(readings, onsetMs, diceOf(one.file, time));
  const firedAt = firedIn(copy.readings);
  return firedAt === null ? null : copy.originalOf(firedAt * 1000) / 1000;
}

/** Counts one recording in; answers what it alone counts. */
function add(rows: Map<string, Row>, one: Labelled, firedAt: number | null): Row {
  for (const dataset of [one.dataset, 'all'])
    rows.set(dataset, count(rows.get(dataset) ?? nothing, one, firedAt));
  return count(nothing, one, firedAt);
}

/** `times`: copies of one recording are no independent ones, and count as one together. */
function tableOf(title: string, rows: ReadonlyMap<string, Row>, times = 1): string {
  return aligned([
    [title, 'leaks', 'found (95 %)', 'harmless', 'precision', 'false/week (95 %)'],
    ...[...rows].map(([dataset, row]) => [dataset, ...cells(shareOf(row, times))]),
  ]);
}

function count(row: Row, one: Labelled, firedAt: number | null): Row {
  const { onset_t, span_seconds } = one;
  const fired = firedAt === null ? 0 : 1;
  if (!isLeak(one)) {
    const weeks = row.weeks + (span_seconds * 1000) / week;
    return { ...row, quiet: row.quiet + 1, alarms: row.alarms + fired, weeks };
  }
  const from = (onset_t ?? Number.NEGATIVE_INFINITY) - 0.05 * span_seconds;
  const early = firedAt !== null && firedAt < from ? 1 : 0;
  return { ...row, leaks: row.leaks + 1, hit: row.hit + fired - early, early: row.early + early };
}

function shareOf(row: Row, times: number): Row {
  const share = Object.entries(row).map(([name, count]) => [name, count / times]);
  return Object.fromEntries(share) as Row;
}

function cells({ leaks, hit, early, quiet, alarms, weeks }: Row): string[] {
  const [low, high] = wilson(hit, leaks);
  const [least, most] = poisson(Math.round(alarms), weeks);
  const wrong = alarms + early;
  return [
    whole(leaks),
    leaks === 0
      ? '-'
      : `${whole(hit)} = ${fixed(hit / leaks, 2)} [${fixed(low, 2)}, ${fixed(high, 2)}]`,
    whole(quiet),
    fixed(hit / (hit + wrong), 3),
    weeks === 0
      ? '-'
      : `${fixed(alarms / weeks, 3)} [${fixed(least, 3)}, ${fixed(most, 3)}] ${whole(alarms)}/${fixed(weeks, 1)}`,
  ];
}

function whole(count: number): string {
  return Number.isInteger(count) ? String(count) : fixed(count, 1);
}
