import type { Capture } from '../model/capture.ts';
import { unitOf } from '../model/signal.ts';
import type { LifeEnding, TimelinePoint } from '../model/timeline.ts';
import type { CanvasCell } from '../render/braille-canvas.ts';
import { fitTo } from '../render/display-width.ts';
import { formatBytes } from '../render/format-bytes.ts';
import { formatCount } from '../render/format-count.ts';
import { isFarAbove, memoryLimit } from '../render/memory-limit.ts';
import { niceTicks } from '../render/nice-ticks.ts';
import { timeTicks } from '../render/time-ticks.ts';
import { type ChartInput, causeMarks, type Firing, type ValueRange } from './chart-input.ts';
import { chartLegend } from './chart-legend.ts';
import { cutAt } from './cut-at.ts';
import { drawMemory, type MemoryLayer } from './draw-memory.ts';
import { fitLine, type Line, type Span, span } from './line.ts';
import type { ShownChart } from './shown.ts';
import { glyphs, type Tone } from './theme.ts';

const minPlot = { width: 16, height: 3 };

/** Rows that a value on the axis wants for itself. */
const rowsPerTick = 2.5;

/** Room for a time with its seconds, and some that tells it from the next. */
const timeWidth = 12;

/**
 * ```
 * 200 MiB ┤╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌⢀⠔⠁
 * 100 MiB ┤   ⢀⡠⠊┊  ⢀⡠⠊┊  ⢀⡠⠊⠔⠁
 *       0 ┤⡠⠊⠁   ┊⡠⠊   ┊⡠⠊
 *                   ▲━━━━━━━━━
 *          ▾    ▾K    ▾K   ▾
 *          20:10     20:12     20:14
 * ```
 * A target's memory over time in exactly `height` lines of `width` columns; no lines where it does not fit.
 */
export function memoryChart(input: ChartInput, width: number, height: number): Line[] {
  const { timeline, captures, span: time } = input;
  const isIn = ({ atMs }: { readonly atMs: number }) => atMs >= time.fromMs && atMs <= time.toMs;
  const ends = timeline.lifeEnds.filter(isIn);
  const taken = captures.filter(isIn);
  const isMarked = ends.length + taken.length > 0;
  const fired = height < 9 ? [] : firedIn(input);
  const isFired = fired.length > 0;
  const below = [isFired, isMarked, height >= 8].filter(Boolean).length;
  const plotHeight = height - 1 - below;
  const range = rangeOf(input);
  const legend = chartLegend({ ...input, firings: fired }, range.high, ends, taken, width);
  const isBytes = timeline.signal !== 'value' && unitOf(timeline.signal) === 'bytes';
  const unit = isBytes ? 'bytes' : 'count';
  const most = Math.max(2, Math.floor(plotHeight / rowsPerTick));
  // Of goroutines there are no halves.
  const isWhole = timeline.signal !== 'value' && !isBytes;
  const whole = Math.max(1, Math.min(most, Math.floor(range.high - range.low)));
  const ticks = niceTicks(range.low, range.high, isWhole ? whole : most, unit);
  const label = (value: number) => (isBytes ? tickBytes(value) : formatCount(value));
  const labelWidth = Math.max(9, ...ticks.map((tick) => label(tick).length));
  const plotWidth = width - labelWidth - 3;
  if (plotWidth < minPlot.width || plotHeight < minPlot.height) return [];

  const rowOf = (value: number) =>
    Math.min(
      plotHeight - 1,
      Math.floor(((range.high - value) / (range.high - range.low)) * plotHeight),
    );
  const limit = memoryLimit(input.verdict, timeline.signal);
  const isSeen = limit !== null && limit >= range.low && limit <= range.high;
  // A value beside the limit's own would be read as another limit.
  const isFree = (tick: number) => !isSeen || Math.abs(rowOf(tick) - rowOf(limit)) > 1;
  const labels = new Map(ticks.filter(isFree).map((tick) => [rowOf(tick), label(tick)]));
  if (isSeen) labels.set(rowOf(limit), label(limit));
  const rows = drawMemory({ ...input, range, ends }, plotWidth, plotHeight).map((cells, row) => {
    const text = labels.get(row);
    const axis = `${fitTo(text ?? '', labelWidth, 'right')} ${text === undefined ? glyphs.side : glyphs.axis}`;
    return [span(axis, 'dim'), ...spansOf(cells, input.tone), span(' ')];
  });
  const indent = span(' '.repeat(labelWidth + 2));
  const column = (atMs: number) =>
    Math.min(
      plotWidth - 1,
      Math.floor(((atMs - time.fromMs) / (time.toMs - time.fromMs)) * plotWidth),
    );
  const lines = [
    ...rows,
    ...(isFired ? [[indent, span(firingRow(fired, input.atMs, column, plotWidth), 'bad')]] : []),
    ...(isMarked ? [[indent, ...marks(ends, taken, column, plotWidth)]] : []),
    [indent, span(timeAxis(time, input.atMs, column, plotWidth), 'dim')],
    ...(height >= 8 ? [legend] : []),
  ];
  return lines.map((line) => fitLine(line, width));
}

/** Those that can be seen. */
function firedIn({ firings = [], span: time }: ChartInput): readonly Firing[] {
  return firings.filter(
    ({ firedAtMs, resolvedAtMs }) =>
      firedAtMs <= time.toMs && (resolvedAtMs ?? time.toMs) >= time.fromMs,
  );
}

const tones: Readonly<Record<Exclude<MemoryLayer, 'floor'>, Tone>> = {
  band: 'dim',
  counted: 'plain',
  limit: 'bad',
  cone: 'warn',
  ramp: 'accent',
  cliff: 'dim',
};

function spansOf(cells: readonly CanvasCell<MemoryLayer>[], floor: Tone): Span[] {
  const spans: { text: string; tone: Tone }[] = [];
  for (const { character, layer } of cells) {
    const tone = layer === '' ? 'plain' : layer === 'floor' ? floor : tones[layer];
    const last = spans.at(-1);
    if (last !== undefined && (last.tone === tone || character === ' ')) last.text += character;
    else spans.push({ text: character, tone });
  }
  return spans;
}

/** From zero, unless that leaves the curve a stripe at the top; up to the limit, unless that leaves it one at the foot. */
function rangeOf({ timeline, verdict, span: time }: ChartInput): ValueRange {
  const seen = seenPoints(timeline.points, time);
  const points = seen.length === 0 ? timeline.points : seen;
  const most = points.reduce((high, { peak, counted }) => Math.max(high, peak, counted ?? 0), 0);
  const least = points.reduce((low, { floor }) => Math.min(low, floor), most);
  const limit = memoryLimit(verdict, timeline.signal);
  const high = limit === null || isFarAbove(limit, most) ? most : Math.max(limit, most);
  const low = Math.max(0, least > 0.7 * high ? least - 0.5 * (high - least) : 0);
  const top = high + 0.04 * (high - low);
  // Of one level only there is nothing to be measured by: around it then, not a unit of it over the whole height.
  const missing = Math.max(leastHeight.units, leastHeight.share * high) - (top - low);
  if (missing <= 0) return { low, high: top };
  const foot = Math.max(0, low - missing / 2);
  return { low: foot, high: top + missing - (low - foot) };
}

const leastHeight = { share: 0.001, units: 4 };

/** The points of a span, and where their line leaves it. */
function seenPoints(
  points: readonly TimelinePoint[],
  { fromMs, toMs }: ShownChart,
): TimelinePoint[] {
  return points.flatMap((point, i) => {
    const after = points[i + 1];
    const own = point.atMs >= fromMs && point.atMs <= toMs ? [point] : [];
    if (after === undefined || after.atMs <= fromMs || point.atMs >= toMs) return own;
    const edges = [cutAt(point, after, fromMs), cutAt(after, point, toMs)];
    return [...own, ...edges.filter((edge) => edge !== point && edge !== after)];
  });
}

/** Round values need no `.0`. */
function tickBytes(value: number): string {
  return value === 0 ? '0' : formatBytes(value).replace('.0 ', ' ');
}

/** Below the plot: when an alert fired, for how long, and when it was over. */
function firingRow(
  firings: readonly Firing[],
  nowMs: number,
  column: (atMs: number) => number,
  width: number,
): string {
  const row = Array.from({ length: width }, () => ' ');
  const at = (atMs: number) => Math.max(0, column(atMs));
  for (const { firedAtMs, resolvedAtMs } of firings) {
    const last = at(Math.min(resolvedAtMs ?? nowMs, nowMs));
    row.fill('━', at(firedAtMs), last + 1);
    if (resolvedAtMs !== null) row[last] = glyphs.watch;
  }
  // Where two alerts share a column, that one fired weighs more than that one was over.
  for (const { firedAtMs } of firings)
    if (column(firedAtMs) >= 0) row[column(firedAtMs)] = glyphs.firing;
  return row.join('');
}

/** Below the plot: when a life ended and how, when a profile was captured. */
function marks(
  ends: readonly LifeEnding[],
  captures: readonly Capture[],
  column: (atMs: number) => number,
  width: number,
): Span[] {
  const row: Span[] = Array.from({ length: width }, () => span(' '));
  for (const { atMs } of captures) row[column(atMs)] = span(glyphs.open, 'accent');
  for (const { atMs, cause } of ends) {
    row[column(atMs)] = span(causeMarks[cause], cause === 'deploy' ? 'dim' : 'bad');
  }
  return row;
}

/** Times where they are, as many as fit. */
function timeAxis(
  { fromMs, toMs }: ShownChart,
  nowMs: number,
  column: (atMs: number) => number,
  width: number,
): string {
  let line = '';
  for (const { atMs, text } of timeTicks(fromMs, toMs, Math.floor(width / timeWidth), nowMs)) {
    const at = column(atMs);
    if (at < line.length + (line === '' ? 0 : 1) || at + text.length > width) continue;
    line = line.padEnd(at) + text;
  }
  return line;
}
