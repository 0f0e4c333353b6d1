import { floorsOf, lifeEndTimesOf } from '../model/timeline.ts';
import { cliffGlyph } from '../render/block-chart.ts';
import { culpritPlace } from '../render/culprit-text.ts';
import { clipMiddle, displayWidth, fitTo } from '../render/display-width.ts';
import { formatDuration } from '../render/format-duration.ts';
import { formatValue } from '../render/format-value.ts';
import { printable } from '../render/printable.ts';
import { sparkline } from '../render/sparkline.ts';
import { statusOf } from '../render/status-of.ts';
import type { Row } from '../render/urgency.ts';
import { levelText, rateText } from '../render/verdict-text.ts';
import { type Line, type Span, span } from './line.ts';
import { glyphs } from './theme.ts';

/** A column: at least `min` wide, up to `max` where there is room; the highest `drop` goes first. */
type Column = {
  readonly title: string;
  readonly min: number;
  readonly max: number;
  readonly drop: number;
  readonly align?: 'right';
  /** How wide its texts are: no more is asked for, and this much before others grow at all. */
  readonly text?: (row: Row) => string;
  /** Texts up to this width are shown whole, or other columns go. */
  readonly whole?: number;
  readonly cell: (row: Row, width: number) => Span[];
};

const columns: readonly Column[] = [
  // Of a cluster it is `namespace/workload/container`, which nobody can tell apart by ten letters.
  { title: 'WORKLOAD', min: 10, max: 40, drop: 0, whole: 20, text: workloadOf, cell: workloadCell },
  { title: 'INSTANCE', min: 15, max: 24, drop: 6, text: instanceOf, cell: instanceCell },
  { title: 'SIGNAL', min: 10, max: 10, drop: 4, cell: signalCell },
  { title: 'FLOOR', min: 10, max: 48, drop: 2, cell: floorCell },
  { title: 'LEVEL', min: 10, max: 22, drop: 3, align: 'right', cell: levelCell },
  { title: 'LEAK RATE', min: 13, max: 13, drop: 1, align: 'right', cell: rateCell },
  { title: 'LIMIT IN', min: 11, max: 11, drop: 1, align: 'right', cell: limitCell },
  // A column further from the figures, which stand flush right.
  { title: ' VERDICT', min: 16, max: 19, drop: 0, cell: verdictCell },
  { title: 'CULPRIT', min: 18, max: 60, drop: 5, cell: culpritCell },
];

/** Before each row: the mark of the selected one and the health. */
const markWidth = 4;
const gap = 1;

/**
 * The targets, a title line first, the window around the selected row, and a last line that says
 * which of them are shown (empty when all are): at most `height` lines of `width` columns. Columns
 * that find no room are left out, the least telling first.
 */
export function targetsTable(
  rows: readonly Row[],
  selected: number,
  width: number,
  height: number,
): Line[] {
  const fitted = fitColumns(rows, width - markWidth);
  const visible = Math.max(1, height - 2);
  const first = Math.max(0, Math.min(selected - Math.floor(visible / 2), rows.length - visible));
  const lines = rows
    .slice(first, first + visible)
    .map((row, i) => rowLine(row, first + i === selected, fitted));
  const range = `${first + 1}–${first + lines.length} of ${rows.length}`;
  const more = lines.length < rows.length ? [span(' '.repeat(markWidth) + range, 'dim')] : [];
  return [titleLine(fitted), ...lines, more].slice(0, Math.max(0, height));
}

type Fitted = { readonly column: Column; readonly width: number };

/**
 * Drops columns until the rest fits, then hands out what is left over, a column at a time: first to
 * the names, until they can be read, then to the others.
 */
function fitColumns(rows: readonly Row[], width: number): Fitted[] {
  const isSame = rows.every((row) => instanceOf(row) === workloadOf(row));
  const wanted = columns.filter(({ cell }) => !isSame || cell !== instanceCell);
  const widestOf = (text: (row: Row) => string) =>
    Math.max(0, ...rows.map((row) => displayWidth(text(row))));
  let kept = wanted.map((column) => {
    const { min, text, whole } = column;
    if (text === undefined || whole === undefined) return column;
    return { ...column, min: Math.max(min, Math.min(whole, widestOf(text))) };
  });
  const needed = () => kept.reduce((sum, { min }) => sum + min + gap, -gap);
  while (needed() > width && kept.some(({ drop }) => drop > 0)) {
    const worst = Math.max(...kept.map(({ drop }) => drop));
    kept = kept.filter(({ drop }) => drop !== worst);
  }
  const named = kept.map(({ min, max, text }) => {
    const widest = text === undefined ? 0 : widestOf(text);
    return Math.max(min, Math.min(max, widest));
  });
  const most = kept.map(({ max, text }, i) => (text === undefined ? max : (named[i] ?? max)));
  const readable = grow(
    kept.map(({ min }) => min),
    named,
    width - needed(),
  );
  const widths = grow(readable.widths, most, readable.left);
  return kept.map((column, i) => ({ column, width: widths.widths[i] ?? column.min }));
}

/** Widths that share what is `left`, a column at a time, none past its `most`. */
function grow(from: readonly number[], most: readonly number[], extra: number) {
  const widths = [...from];
  let left = extra;
  while (left > 0 && widths.some((width, i) => width < (most[i] ?? 0))) {
    for (const [i, width] of widths.entries()) {
      if (left === 0 || width >= (most[i] ?? 0)) continue;
      widths[i] = width + 1;
      left--;
    }
  }
  return { widths, left };
}

function titleLine(fitted: readonly Fitted[]): Line {
  const titles = fitted.map(({ column, width }) => fitTo(column.title, width, column.align));
  return [span(' '.repeat(markWidth) + titles.join(' '), 'dim')];
}

function rowLine(row: Row, isSelected: boolean, fitted: readonly Fitted[]): Line {
  const { mark: health, tone } = statusOf(row);
  const cells = fitted.flatMap(({ column, width }, i) => {
    const cell = column.cell(row, width);
    return [...(i === 0 ? [] : [span(' ')]), ...aligned(cell, width, column.align)];
  });
  const mark = isSelected ? span(`${glyphs.selected} `, 'accent') : span('  ');
  const line = [mark, span(`${glyphs[health]} `, tone), ...cells];
  return isSelected ? line.map(strengthened) : line;
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

function workloadOf({ shown }: Row): string {
  return printable(shown.target.workload);
}

function workloadCell(row: Row, width: number): Span[] {
  return [span(clipMiddle(workloadOf(row), width))];
}

function instanceOf({ shown }: Row): string {
  return printable(shown.target.labels['instance'] ?? shown.target.url);
}

function instanceCell(row: Row, width: number): Span[] {
  return [span(clipMiddle(instanceOf(row), width), 'dim')];
}

function signalCell({ shown }: Row): Span[] {
  return [span(shown.verdict?.signal ?? '', 'dim')];
}

/** The floor with its cliffs: a cliff is a glyph of its own, and red. */
function floorCell(row: Row, width: number): Span[] {
  const { timeline } = row.shown;
  if (timeline === null) return [span('')];
  const { tone } = statusOf(row);
  return markCliffs(
    sparkline(floorsOf(timeline), lifeEndTimesOf(timeline), width),
    tone === 'dim' ? 'plain' : tone,
  );
}

/** A drawn line with its cliffs set apart. */
export function markCliffs(drawn: string, tone: Span['tone']): Span[] {
  const parts = drawn.split(new RegExp(`(${cliffGlyph})`)).filter((part) => part !== '');
  return parts.map((part) => span(part, part === cliffGlyph ? 'dim' : tone));
}

/** The level with its limit where both fit, else the level alone; a dash while a new life has none. */
function levelCell({ shown }: Row, width: number): Span[] {
  const { verdict } = shown;
  if (verdict === null) return [span('')];
  if (verdict.value === null || verdict.signal === null) return [span('–', 'dim')];
  const whole = levelText(verdict)?.replace(' of ', ' / ') ?? '';
  const text = displayWidth(whole) <= width ? whole : formatValue(verdict.value, verdict.signal);
  return [span(text)];
}

function rateCell({ shown }: Row): Span[] {
  return [span((shown.verdict && rateText(shown.verdict)) ?? '')];
}

function limitCell({ shown }: Row): Span[] {
  const seconds = shown.verdict?.timeToLimitSeconds ?? null;
  return [span(seconds === null ? '' : formatDuration(seconds))];
}

function verdictCell(row: Row): Span[] {
  const { word, tone } = statusOf(row);
  return [span(' '), span(word, tone)];
}

/** As much of the name as fits: with its place, without, or only behind its last slash. */
function culpritCell({ incident }: Row, width: number): Span[] {
  const [culprit] = incident?.culprits ?? [];
  if (culprit === undefined) return [span('')];
  const name = printable(culprit.function);
  const names = [culpritPlace(culprit), name, name.slice(name.lastIndexOf('/') + 1)];
  return [span(names.find((one) => displayWidth(one) <= width) ?? names[2] ?? '')];
}
