import { columnPeriod } from '../render/column-period.ts';
import { clipMiddle, displayWidth, fitTo } from '../render/display-width.ts';
import { printable } from '../render/printable.ts';
import { statusOf } from '../render/status-of.ts';
import type { Row } from '../render/urgency.ts';
import { type Fitted, fitColumns } from './fit-columns.ts';
import type { Entry } from './fleet.ts';
import {
  type ColumnContext,
  countedLabel,
  type FleetColumn,
  fleetColumns,
  instanceTitle,
} from './fleet-columns.ts';
import { type Line, type Span, span } from './line.ts';
import { instanceOf, workloadOf } from './row-names.ts';
import { glyphs } from './theme.ts';
import type { Sort } from './view.ts';

/** Before each row: the mark of the selected one and the health. */
const markWidth = 4;

/**
 * The fleet, a title line first, then the window around the selected row: at most `height` lines of `width`
 * columns. Only what is seen is computed, and how wide a column is depends on that alone.
 */
export function fleetTable(
  entries: readonly Entry[],
  selected: number,
  { sort, atMs }: { readonly sort: Sort; readonly atMs: number },
  width: number,
  height: number,
): Line[] {
  const visible = Math.max(1, height - 1);
  const first = Math.max(0, Math.min(selected - Math.floor(visible / 2), entries.length - visible));
  const seen = entries.slice(first, first + visible);
  const rows = seen.map(rowOf);
  const labelWidth = Math.max(0, ...rows.map((row) => countedLabel(row).length));
  const about = { atMs, period: columnPeriod(rows), labelWidth };
  const fitted = fitColumns(columnsFor(seen), rows, seen.map(nameOf), about, width - markWidth);
  const lines = seen.map((entry, i) => entryLine(entry, first + i === selected, fitted, about));
  const title = titleLine(fitted, sort);
  return [title, ...lines].slice(0, Math.max(0, height));
}

function rowOf(entry: Entry): Row {
  return entry.kind === 'group' ? entry.first : entry.row;
}

/** Before the level goes the instance stays where nothing else tells two rows apart. */
const toTellApart = 2.5;

/** Members of a group are named by their instance; of rows that share a workload it matters more than of others. */
function columnsFor(seen: readonly Entry[]): readonly FleetColumn[] {
  const isGrouped = seen.some((one) => one.kind === 'group' || one.isMember);
  if (isGrouped) return fleetColumns.filter(({ title }) => title !== instanceTitle);
  const isShared = new Set(seen.map((one) => workloadOf(rowOf(one)))).size < seen.length;
  if (!isShared) return fleetColumns;
  return fleetColumns.map((column) =>
    column.title === instanceTitle ? { ...column, drop: toTellApart } : column,
  );
}

/** What stands in the first column, where nothing is cut off. */
function nameOf(entry: Entry): string {
  if (entry.kind === 'group') return `${glyphs.open} ${printable(entry.workload)}${countOf(entry)}`;
  return entry.isMember ? `  ${instanceOf(entry.row)}` : workloadOf(entry.row);
}

function countOf({ rows }: Extract<Entry, { kind: 'group' }>): string {
  return ` (${rows.length})`;
}

/** The column that the rows are sorted by has an arrow; by urgency, the first order, none has. */
function titleLine(fitted: readonly Fitted[], { key, reversed }: Sort): Line {
  const titles = fitted.flatMap(({ column, width }, i): Span[] => {
    const isSorted = column.sort === key;
    const arrow = reversed ? glyphs.ascending : glyphs.descending;
    const text = isSorted ? `${column.title}${arrow}` : column.title;
    const fit = span(fitTo(text, width, column.align), isSorted ? 'accent' : 'dim');
    return i === 0 ? [fit] : [span(' '), fit];
  });
  return [span(' '.repeat(markWidth)), ...titles];
}

function entryLine(
  entry: Entry,
  isSelected: boolean,
  fitted: readonly Fitted[],
  about: ColumnContext,
): Line {
  const row = rowOf(entry);
  const { mark: health, tone } = statusOf(row);
  const cells = fitted.flatMap(({ column, width }, i) => {
    const cell =
      i === 0 ? nameCell(entry, column.cell, width, about) : column.cell(row, width, about);
    return [...(i === 0 ? [] : [span(' ')]), ...aligned(cell, width, column.align)];
  });
  const mark = isSelected ? span(`${glyphs.selected} `, 'accent') : span('  ');
  const line = [mark, span(`${glyphs[health]} `, tone), ...cells];
  return isSelected ? line.map(strengthened) : line;
}

/** A group is named with how many it has; its members stand a little in. */
function nameCell(
  entry: Entry,
  cell: Fitted['column']['cell'],
  width: number,
  about: ColumnContext,
): Span[] {
  if (entry.kind === 'target') {
    if (!entry.isMember) return cell(entry.row, width, about);
    return [span(`  ${clipMiddle(instanceOf(entry.row), width - 2)}`)];
  }
  const mark = entry.isFolded ? glyphs.closed : glyphs.open;
  const count = countOf(entry);
  const name = fitTo(printable(entry.workload), width - 2 - count.length).trimEnd();
  return [span(`${mark} `, 'dim'), span(name), span(count, 'dim')];
}

/** A selected row is bold besides its mark. */
function strengthened(one: Span): Span {
  return one.tone === 'plain' ? { ...one, tone: 'strong' } : one;
}

function aligned(cell: readonly Span[], width: number, align: 'right' | undefined): Span[] {
  if (cell.length !== 1) {
    const used = cell.reduce((sum, { text }) => sum + displayWidth(text), 0);
    return [...cell, span(' '.repeat(Math.max(0, width - used)))];
  }
  return cell.map(({ text, tone }) => span(fitTo(text, width, align), tone));
}
