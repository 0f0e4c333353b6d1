import type { LifeEnding, Timeline, TimelinePoint } from '../model/timeline.ts';
import { cliffGlyph } from '../render/block-chart.ts';
import { type BrailleCanvas, brailleCanvas, type CanvasCell } from '../render/braille-canvas.ts';
import { type Forecast, forecastOf, type Stroke } from '../render/forecast-of.ts';
import { memoryLimit } from '../render/memory-limit.ts';
import type { ChartInput, ValueRange } from './chart-input.ts';
import { cutAt } from './cut-at.ts';
import { medianStep } from './median-step.ts';
import type { ShownChart } from './shown.ts';

const layers = ['limit', 'cliff', 'band', 'counted', 'cone', 'ramp', 'floor'] as const;

/** What is drawn in a chart, what lies on top last. */
export type MemoryLayer = (typeof layers)[number];

/** Columns to a line: nearer ones would hide the curve, and the row below the plot has each end. */
const cliffRoom = 6;

type Canvas = BrailleCanvas<MemoryLayer>;

/** Where a time and a value lie, in dots; what lies outside of the canvas lies just outside of it. */
type Place = {
  readonly x: (atMs: number) => number;
  readonly y: (value: number) => number;
  /** When a column is. */
  readonly atMs: (x: number) => number;
};

/** The plot of a chart: the floor as a line, up to its peaks as a shade, ends of lives, the limit, the forecast. */
export function drawMemory(
  input: ChartInput & { readonly range: ValueRange; readonly ends: readonly LifeEnding[] },
  width: number,
  height: number,
): CanvasCell<MemoryLayer>[][] {
  const { timeline, span, range, ends } = input;
  const canvas = brailleCanvas(width, height, layers);
  const place: Place = {
    x: (atMs) =>
      within(((atMs - span.fromMs) / (span.toMs - span.fromMs)) * (width * 2 - 1), width * 2),
    y: (value) =>
      within(((range.high - value) / (range.high - range.low)) * (height * 4 - 1), height * 4),
    atMs: (x) => span.fromMs + (x / (width * 2 - 1)) * (span.toMs - span.fromMs),
  };
  const limit = memoryLimit(input.verdict, timeline.signal);
  if (limit !== null && limit <= range.high && limit >= range.low) {
    const row = Math.min(height - 1, place.y(limit) >> 2);
    for (let column = 0; column < width; column++) canvas.letter(column, row, '╌', 'limit');
  }
  const isDense = width / (ends.length + 1) < cliffRoom;
  for (const { atMs } of isDense ? [] : ends) {
    for (let row = 0; row < height; row++)
      canvas.letter(place.x(atMs) >> 1, row, cliffGlyph, 'cliff');
  }
  drawPoints(canvas, place, timeline, span);
  const forecast = input.verdict === null ? null : forecastOf(input.verdict, timeline);
  if (forecast !== null) drawForecast(canvas, place, forecast);
  return canvas.cells();
}

/** A dot's row or column. A zoomed chart has values many screens away: no loop may walk there. */
function within(dot: number, size: number): number {
  return Math.max(-1, Math.min(size, Math.round(dot)));
}

/** A line goes on over a late scrape; over a gap, or the end of a life, it does not. */
function drawPoints(
  canvas: Canvas,
  { x, y }: Place,
  { points, lifeEnds }: Timeline,
  { fromMs, toMs }: ShownChart,
): void {
  const gap = 4 * medianStep(points);
  const isCut = cutsOf(lifeEnds);
  const isIn = ({ atMs }: TimelinePoint) => atMs >= fromMs && atMs <= toMs;
  for (const [i, point] of points.entries()) {
    const before = points[i - 1];
    if (point.atMs < fromMs) continue;
    if (before !== undefined && before.atMs > toMs) break;
    const isAlone =
      before === undefined || point.atMs - before.atMs > gap || isCut(before.atMs, point.atMs);
    if (isIn(point)) drawPoint(canvas, x(point.atMs), y(point.peak), y(point.floor));
    if (isAlone) continue;
    const [from, to] = [cutAt(before, point, fromMs), cutAt(point, before, toMs)];
    canvas.line(x(from.atMs), y(from.floor), x(to.atMs), y(to.floor), 'floor');
    drawCounted(canvas, { x, y }, from, to);
  }
}

/** What the limit counts, where that is another signal. */
function drawCounted(
  canvas: Canvas,
  { x, y }: Pick<Place, 'x' | 'y'>,
  from: TimelinePoint,
  to: TimelinePoint,
): void {
  if (from.counted === undefined || to.counted === undefined) return;
  canvas.line(x(from.atMs), y(from.counted), x(to.atMs), y(to.counted), 'counted');
}

/** The floor, and above it the shade up to the peak. */
function drawPoint(canvas: Canvas, column: number, peak: number, floor: number): void {
  for (let row = peak; row < floor; row++) {
    if ((row + column) % 2 === 0) canvas.dot(column, row, 'band');
  }
  canvas.dot(column, floor, 'floor');
}

/** Whether a life ended between two times; to be asked in the order of time. */
function cutsOf(ends: readonly LifeEnding[]): (afterMs: number, untilMs: number) => boolean {
  let next = 0;
  return (afterMs, untilMs) => {
    while (next < ends.length && (ends[next]?.atMs ?? 0) <= afterMs) next++;
    return (ends[next]?.atMs ?? Number.POSITIVE_INFINITY) <= untilMs;
  };
}

/** The line through the ramp, and what is to come as a cone that opens from now. */
function drawForecast(canvas: Canvas, { x, y, atMs }: Place, forecast: Forecast): void {
  const { ramp, expected, early, late } = forecast;
  for (let at = x(ramp.from.atMs); at <= x(ramp.to.atMs); at += 3) {
    canvas.dot(at, y(along(ramp, atMs(at))), 'ramp');
  }
  const ends = [expected, early, late].map(({ to }) => x(to.atMs));
  for (let at = x(expected.from.atMs) + 1; at <= Math.max(...ends); at++) {
    const [high, low] = [y(along(early, atMs(at))), y(along(late, atMs(at)))];
    for (let row = Math.min(high, low); row <= Math.max(high, low); row++) {
      const isEdge = row === low || row === high;
      if ((isEdge && at % 2 === 0) || (at + 2 * row) % 8 === 0) canvas.dot(at, row, 'cone');
    }
    if (at <= x(expected.to.atMs)) canvas.dot(at, y(along(expected, atMs(at))), 'cone');
  }
}

/** The value of a stroke at a time; beyond its ends that of its end. */
function along({ from, to }: Stroke, atMs: number): number {
  const part = Math.max(0, Math.min(1, (atMs - from.atMs) / Math.max(1, to.atMs - from.atMs)));
  return from.value + part * (to.value - from.value);
}
