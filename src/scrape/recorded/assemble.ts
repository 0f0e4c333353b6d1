import type { Labels } from '../../model/labels.ts';
import type { Reading } from '../../model/reading.ts';
import { failure, type Result, success } from '../../model/result.ts';
import type { Recording } from './recording.ts';
import type { Row } from './row-reader.ts';

/** More than this many steps between two rows of an instance are missing rows. */
const gapSteps = 2.5;

/** Rows in any order → a recording in the order of time, each instance and time once. */
export function assemble(rows: readonly Row[]): Result<Recording> {
  const readings = rows
    .map(({ reading }) => reading)
    .toSorted((a, b) => a.atMs - b.atMs || (a.instance < b.instance ? -1 : 1));
  const measured = readings.filter(({ figures }) => hasFigure(figures));
  if (measured.length === 0) return failure('it holds no sample');
  const empty = rows.reduce((sum, row) => sum + row.empty, 0);
  const labels = commonLabels(rows);
  return success({ readings: measured, labels, gaps: empty + missingRows(measured) });
}

function hasFigure(figures: Reading['figures']): boolean {
  for (const _ in figures) return true;
  return false;
}

function commonLabels(rows: readonly Row[]): Labels {
  const first = rows[0]?.labels ?? {};
  const same = ([name, value]: [string, string]) =>
    rows.every(({ labels }) => labels[name] === value);
  return Object.fromEntries(Object.entries(first).filter(same));
}

function missingRows(readings: readonly Reading[]): number {
  const times = new Map<string, number[]>();
  for (const { instance, atMs } of readings) {
    const known = times.get(instance);
    if (known === undefined) times.set(instance, [atMs]);
    else known.push(atMs);
  }
  let missing = 0;
  for (const of of times.values()) missing += missingAmong(of);
  return missing;
}

function missingAmong(times: readonly number[]): number {
  const steps = times.slice(1).map((atMs, i) => atMs - (times[i] ?? 0));
  const step = steps.toSorted((a, b) => a - b)[steps.length >> 1] ?? 0;
  if (step <= 0) return 0;
  return steps.reduce(
    (sum, took) => sum + (took > gapSteps * step ? Math.round(took / step) - 1 : 0),
    0,
  );
}
