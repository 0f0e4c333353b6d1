import { coordinateSources, figureSources } from '../../model/figure-names.ts';
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
  readonly labels: Readonly<Record<string, string>>;
  readonly empty: number;
};

const fixed: Readonly<Record<string, Place>> = {
  t: { kind: 'time' },
  version: { kind: 'version' },
  last_exit: { kind: 'exit' },
  workload: { kind: 'label', name: 'workload' },
  pod: { kind: 'label', name: 'pod' },
  container: { kind: 'label', name: 'container' },
  instance: { kind: 'label', name: 'instance' },
};
const exits: readonly string[] = ['oom', 'crash', 'deploy', 'unknown'] satisfies LifeEnd[];
const places = placesByName();

/** Whether a file with these columns can be read: it needs a time and something measured. */
export function knownColumns(names: readonly string[]): Result<void> {
  const kinds = new Set(names.map((name) => placeOf(name).kind));
  if (!kinds.has('time')) return failure(`no column t among ${names.join(', ')}`);
  if (kinds.has('figure')) return success(undefined);
  return failure(
    `no column that is known to measure memory (value, rss, heap_live, …) among ${names.join(', ')}`,
  );
}

/** Reads a row given as names and cells. Fails on a time or a number that is none. */
export function readRow(
  names: readonly string[],
  cells: readonly Cell[],
  options: RecordedOptions,
): Result<Row> {
  const figures: Partial<Record<FigureName, number>> = {};
  const labels: Record<string, string> = {};
  const about: Partial<Record<'startAtMs' | 'restarts' | 'limitBytes', number>> = {};
  let atMs = Number.NaN;
  let empty = 0;
  let rest: { version?: string; lastExit?: LifeEnd } = {};
  for (const [i, name] of names.entries()) {
    const place = placeOf(name);
    const cell = cells[i];
    if (place.kind === 'ignored') continue;
    if (place.kind === 'label' || place.kind === 'version' || place.kind === 'exit') {
      const text = cell == null ? '' : String(cell);
      if (place.kind === 'label' && text !== '') labels[place.name] = text;
      else rest = { ...rest, ...spoken(place.kind, text) };
      continue;
    }
    const number =
      place.kind === 'time' || place.kind === 'start' ? parseTime(cell) : numberOf(cell);
    if (number === null) return failure(`${JSON.stringify(cell)} in column ${name} is no number`);
    if (place.kind === 'time') atMs = number;
    else if (!Number.isFinite(number)) empty += place.kind === 'figure' ? 1 : 0;
    else if (place.kind === 'figure') figures[place.name] = number;
    else if (place.kind === 'start') about.startAtMs = number;
    else if (place.kind === 'restarts') about.restarts = number;
    else if (number > 0) about.limitBytes = number;
  }
  if (!Number.isFinite(atMs)) return failure('the time t is missing');
  const limitBytes = about.limitBytes ?? options.limit ?? percentLimit(options);
  const known = limitBytes === null ? about : { ...about, limitBytes };
  const instance = [labels['instance'], labels['pod'], labels['container']]
    .filter(Boolean)
    .join('/');
  return success({ reading: { atMs, instance, figures, ...known, ...rest }, labels, empty });
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

function spoken(kind: Place['kind'], text: string): { version?: string; lastExit?: LifeEnd } {
  if (text === '') return {};
  if (kind === 'version') return { version: text };
  return exits.includes(text) ? { lastExit: text as LifeEnd } : {};
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
