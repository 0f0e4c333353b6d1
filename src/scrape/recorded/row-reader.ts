import { coordinateSources, figureSources } from '../../model/figure-names.ts';
import { type Labels, processOf } from '../../model/labels.ts';
import type { FigureName, LifeEnd, Reading } from '../../model/reading.ts';
import { failure, type Result, success } from '../../model/result.ts';
import { parseTime } from './parse-time.ts';
import type { RecordedOptions } from './recording.ts';

/** One cell as the file has it. */
export type Cell = string | number | null | undefined;

/** Where a column's cells go. */
type Place =
  | { readonly kind: 'time' | 'start' | 'restarts' | 'limit' | 'version' | 'exit' }
  | { readonly kind: 'figure'; readonly name: FigureName }
  | { readonly kind: 'label'; readonly name: string }
  | { readonly kind: 'ignored' };

/** What a row gave: a reading, its labels, how many of its cells were empty. */
export type Row = {
  readonly reading: Reading;
  readonly labels: Labels;
  readonly empty: number;
};

/** What the column of the time is called; the first that a file has is the one. */
const timeColumns = ['t', 'time', 'timestamp', 'ts'];
const fixed: Readonly<Record<string, Place>> = {
  version: { kind: 'version' },
  last_exit: { kind: 'exit' },
  workload: { kind: 'label', name: 'workload' },
  pod: { kind: 'label', name: 'pod' },
  container: { kind: 'label', name: 'container' },
  instance: { kind: 'label', name: 'instance' },
};
const exits: readonly string[] = ['oom', 'crash', 'deploy', 'unknown'] satisfies LifeEnd[];
const places = placesByName();
/** Characters of column names that a sentence quotes. */
const longestList = 160;

/** Whether a file with these columns can be read: it needs a time and something measured. */
export function knownColumns(names: readonly string[]): Result<void> {
  const kinds = new Set(names.map((name) => placeOf(name).kind));
  if (names.length === 0) return failure('it has no columns');
  if (timeColumn(names) === undefined) {
    return failure(`no column t (or time, timestamp, ts) for the time among ${listed(names)}`);
  }
  if (kinds.has('figure')) return success(undefined);
  return failure(
    `no column that is known to measure memory (value, rss, heap_live, …) among ${listed(names)}`,
  );
}

function timeColumn(names: readonly string[]): string | undefined {
  return timeColumns.find((one) => names.includes(one));
}

/** Column names for a sentence; a file that is no CSV may have one of any length. */
function listed(names: readonly string[]): string {
  const text = names.join(', ');
  return text.length <= longestList ? text : `${text.slice(0, longestList)}…`;
}

/** Reads a row given as names and cells. Fails on a time or a number that is none. */
export function readRow(
  names: readonly string[],
  cells: readonly Cell[],
  options: RecordedOptions,
): Result<Row> {
  const row: Draft = { atMs: Number.NaN, figures: {}, about: {}, labels: {}, empty: 0 };
  const time = timeColumn(names);
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? '';
    const place: Place = name === time ? { kind: 'time' } : placeOf(name);
    if (!take(row, place, cells[i])) {
      return failure(`${JSON.stringify(cells[i])} in column ${name} is no number`);
    }
  }
  return finish(row, options);
}

/** A row that is being read. */
type Draft = {
  atMs: number;
  empty: number;
  readonly figures: Partial<Record<FigureName, number>>;
  readonly labels: Record<string, string>;
  readonly about: {
    startAtMs?: number;
    restarts?: number;
    limitBytes?: number;
    version?: string;
    lastExit?: LifeEnd;
  };
};

/** Puts a cell where it belongs; false for one that should be a number and is none. */
function take(row: Draft, place: Place, cell: Cell): boolean {
  switch (place.kind) {
    case 'ignored':
      return true;
    case 'label':
    case 'version':
    case 'exit':
      takeText(row, place, cell == null ? '' : String(cell));
      return true;
    case 'time':
    case 'start':
      return takeNumber(row, place, parseTime(cell));
    case 'figure':
    case 'restarts':
    case 'limit':
      return takeNumber(row, place, numberOf(cell));
  }
}

function takeText(row: Draft, place: Place, text: string): void {
  if (text === '') return;
  if (place.kind === 'label') row.labels[place.name] = text;
  else if (place.kind === 'version') row.about.version = text;
  else if (exits.includes(text)) row.about.lastExit = text as LifeEnd;
}

function takeNumber(row: Draft, place: Place, number: number | null): boolean {
  if (number === null) return false;
  if (place.kind === 'time') row.atMs = number;
  else if (!Number.isFinite(number)) row.empty += place.kind === 'figure' ? 1 : 0;
  else if (place.kind === 'figure') row.figures[place.name] = number;
  else if (place.kind === 'start') row.about.startAtMs = number;
  else if (place.kind === 'restarts') row.about.restarts = number;
  else if (number > 0) row.about.limitBytes = number;
  return true;
}

function finish(row: Draft, options: RecordedOptions): Result<Row> {
  const { atMs, figures, about, labels, empty } = row;
  if (!Number.isFinite(atMs)) return failure('its time is missing');
  const limit = options.limit ?? percentLimit(options);
  if (limit !== null) about.limitBytes ??= limit;
  const reading = { atMs, instance: processOf(labels), figures, ...about };
  return success({ reading, labels, empty });
}

function placesByName(): ReadonlyMap<string, Place> {
  const found = new Map<string, Place>(Object.entries(fixed));
  const put = (names: readonly string[], place: Place) => {
    for (const name of names) if (!found.has(name)) found.set(name, place);
  };
  const aliases = (source: {
    column: string;
    prometheus: readonly { name: string; where?: object }[];
  }) => [source.column, ...source.prometheus.map(({ name }) => name)];
  for (const [name, source] of Object.entries(figureSources)) {
    put(aliases(source), { kind: 'figure', name: name as FigureName });
  }
  put(aliases(coordinateSources.startAt), { kind: 'start' });
  put(aliases(coordinateSources.restarts), { kind: 'restarts' });
  put(aliases(coordinateSources.limit), { kind: 'limit' });
  return found;
}

function placeOf(name: string): Place {
  return places.get(name) ?? { kind: 'ignored' };
}

/** NaN for an empty cell, null for one that is no number. */
function numberOf(cell: Cell): number | null {
  if (typeof cell === 'number') return cell;
  const text = cell?.trim() ?? '';
  if (text === '' || /^(nan|null|none)$/i.test(text)) return Number.NaN;
  const number = Number(text.replace(/^([+-]?)inf$/i, '$1Infinity'));
  return Number.isNaN(number) ? null : number;
}

function percentLimit({ unit }: RecordedOptions): number | null {
  return unit === 'percent' ? 100 : null;
}
