import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { defaultRule } from '../../src/model/default-rule.ts';
import { readRecorded } from '../../src/scrape/recorded/read-recorded.ts';
import { type Replay, replay } from '../../src/watch/replay.ts';
import { week } from './case.ts';
import { type ProgramRun, runsFolder } from './program-runs.ts';
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

/** What `sawtooth analyze` answers about a file: the same reading, the same rule. */
async function analyzed(path: string, timeScale = 1): Promise<Replay> {
  const recording = await readRecorded(createReadStream(path), { unit: 'bytes', limit: null });
  if (!recording.ok) throw new Error(`cannot read ${path}: ${recording.reason}`);
  return replay(recording.value.readings, [{ ...defaultRule, timeScale }]);
}

/**
 * Our figures on each dataset of labelled recordings, as a table; null where there are none. An alarm
 * before the onset (less 5 % of the span) is a false one; what nobody can label is left out.
 */
export async function recordedTable(wrong: (text: string) => void): Promise<string | null> {
  if (!existsSync(`${seriesFolder}index.json`)) return null;
  const index = JSON.parse(readFileSync(`${seriesFolder}index.json`, 'utf8')) as Labelled[];
  const rows = new Map<string, Row>();
  for (const one of index.filter(({ label }) => label !== 'unknown')) {
    const { incidents } = await analyzed(`${seriesFolder}${one.file}`);
    const atMs = incidents[0]?.firedAtMs;
    const firedAt = atMs === undefined ? null : atMs / 1000;
    for (const dataset of [one.dataset, 'all'])
      rows.set(dataset, count(rows.get(dataset) ?? nothing, one, firedAt));
    if (isLeak(one) !== (firedAt !== null))
      wrong(`${isLeak(one) ? 'missed' : 'false'}: ${one.file}`);
  }
  return aligned([
    ['recorded', 'leaks', 'found (95 %)', 'harmless', 'precision', 'false/week (95 %)'],
    ...[...rows].map(([dataset, row]) => [dataset, ...cells(row)]),
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

function cells({ leaks, hit, early, quiet, alarms, weeks }: Row): string[] {
  const [low, high] = wilson(hit, leaks);
  const [least, most] = poisson(alarms, weeks);
  const wrong = alarms + early;
  return [
    String(leaks),
    leaks === 0 ? '-' : `${hit} = ${fixed(hit / leaks, 2)} [${fixed(low, 2)}, ${fixed(high, 2)}]`,
    String(quiet),
    fixed(hit / (hit + wrong), 3),
    weeks === 0
      ? '-'
      : `${fixed(alarms / weeks, 3)} [${fixed(least, 3)}, ${fixed(most, 3)}] ${alarms}/${fixed(weeks, 1)}`,
  ];
}

/** What we say of one recorded run of a real program, and whether it is so. */
export type Heard = {
  readonly run: ProgramRun;
  readonly fired: boolean;
  readonly kind: string;
  readonly leakKind: string | null;
  readonly right: boolean;
};

/** Our answers on the recorded programs, of which each second stands for a minute. */
export async function heardOfPrograms(): Promise<readonly Heard[]> {
  const { runs } = JSON.parse(readFileSync(`${runsFolder}truth.json`, 'utf8')) as {
    runs: readonly ProgramRun[];
  };
  const all: Heard[] = [];
  for (const run of runs) {
    const { incidents, worst } = await analyzed(`${runsFolder}${run.name}.csv.gz`, 60);
    const verdict = incidents.at(-1)?.verdict ?? worst;
    const heard = {
      ...{ run, fired: incidents.length > 0, kind: verdict?.kind ?? 'insufficient-data' },
      leakKind: incidents.length > 0 ? (verdict?.leakKind ?? null) : null,
    };
    const named = incidents.some((one) => one.verdict.kind === 'sawtooth');
    all.push({ ...heard, right: run.undecided || isRight(heard, named) });
  }
  return all;
}

function isRight({ run, fired, leakKind }: Omit<Heard, 'right'>, named: boolean): boolean {
  if (!run.leaks) return !fired;
  return fired && leakKind === run.leakKind && (named || !run.sawtooth);
}

/** The same as a table. */
export async function programTable(): Promise<string> {
  const yes = (is: boolean) => (is ? 'yes' : 'no');
  const verdictOn = ({ run, right }: Heard) =>
    right ? '' : run.leaks ? 'missed or misnamed' : 'false';
  return aligned([
    ['program', 'leaks', 'fired', 'sawtooth', 'said', 'kind', 'said', ''],
    ...(await heardOfPrograms()).map((heard) => [
      ...[heard.run.name, yes(heard.run.leaks), yes(heard.fired), yes(heard.run.sawtooth)],
      ...[heard.kind, heard.run.leakKind ?? '-', heard.leakKind ?? '-'],
      heard.run.undecided ? 'not scored' : verdictOn(heard),
    ]),
  ]);
}
