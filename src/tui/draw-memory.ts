import type { LifeEnding, TimelinePoint } from '../model/timeline.ts';
import { cliffGlyph } from '../render/block-chart.ts';
import { type BrailleCanvas, brailleCanvas, type CanvasCell } from '../render/braille-canvas.ts';
import { type Forecast, forecastOf, type Stroke } from '../render/forecast-of.ts';
import { type ChartInput, limitOf, type ValueRange } from './chart-input.ts';

const layers = ['limit', 'cliff', 'band', 'cone', 'ramp', 'floor'] as const;

/** What is drawn in a chart, what lies on top last. */
export type MemoryLayer = (typeof layers)[number];

type Canvas = BrailleCanvas<MemoryLayer>;

/** Where a time and a value lie, in dots. */
type Place = { readonly x: (atMs: number) => number; readonly y: (value: number) => number };

/** The plot of a chart: the floor as a line, up to its peaks as a shade, ends of lives, the limit, the forecast. */
export function drawMemory(
  input: ChartInput & { readonly range: ValueRange; readonly ends: readonly LifeEnding[] },
  width: number,
  height: number,
): CanvasCell<MemoryLayer>[][] {
  const { timeline, span, range, ends } = input;
  const canvas = brailleCanvas(width, height, layers);
  const place: Place = {
    x: (atMs) => Math.round(((atMs - span.fromMs) / (span.toMs - span.fromMs)) * (width * 2 - 1)),
    y: (value) => Math.round(((range.high - value) / (range.high - range.low)) * (height * 4 - 1)),
  };
  const limit = limitOf(input.verdict, timeline);
  if (limit !== null && limit <= range.high && limit >= range.low) {
    const row = Math.min(height - 1, place.y(limit) >> 2);
    for (let column = 0; column < width; column++) canvas.letter(column, row, '╌', 'limit');
  }
  for (const { atMs } of ends) {
    for (let row = 0; row < height; row++)
      canvas.letter(place.x(atMs) >> 1, row, cliffGlyph, 'cliff');
  }
  drawPoints(canvas, place, timeline.points, timeline.lifeEnds);
  const forecast = input.verdict === null ? null : forecastOf(input.verdict, timeline);
  if (forecast !== null) drawForecast(canvas, place, forecast);
  return canvas.cells();
}

/** A line goes on over a late scrape; over a gap, or the end of a life, it does not. */
function drawPoints(
  canvas: Canvas,
  { x, y }: Place,
  points: readonly TimelinePoint[],
  ends: readonly LifeEnding[],
): void {
  const gap = 4 * medianStep(points);
  const isCut = cutsOf(ends);
  for (const [i, point] of points.entries()) {
    const before = points[i - 1];
    const [x1, y1] = [x(point.atMs), y(point.floor)];
    for (let row = y(point.peak); row < y1; row++) {
      if ((row + x1) % 2 === 0) canvas.dot(x1, row, 'band');
    }
    const isAlone =
      before === undefined || point.atMs - before.atMs > gap || isCut(before.atMs, point.atMs);
    if (isAlone) canvas.dot(x1, y1, 'floor');
    else canvas.line(x(before.atMs), y(before.floor), x1, y1, 'floor');
  }
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
function drawForecast(canvas: Canvas, { x, y }: Place, forecast: Forecast): void {
  const { ramp, expected, early, late } = forecast;
  for (let at = x(ramp.from.atMs); at <= x(ramp.to.atMs); at += 3) {
    canvas.dot(at, y(along(ramp, at, x)), 'ramp');
  }
  const ends = [expected, early, late].map(({ to }) => x(to.atMs));
  for (let at = x(expected.from.atMs) + 1; at <= Math.max(...ends); at++) {
    const [high, low] = [y(along(early, at, x)), y(along(late, at, x))];
    for (let row = Math.min(high, low); row <= Math.max(high, low); row++) {
      const isEdge = row === low || row === high;
      if ((isEdge && at % 2 === 0) || (at + 2 * row) % 8 === 0) canvas.dot(at, row, 'cone');
    }
    if (at <= x(expected.to.atMs)) canvas.dot(at, y(along(expected, at, x)), 'cone');
  }
}

/** The value of a stroke in a column of dots; beyond its end that of its end. */
function along({ from, to }: Stroke, at: number, x: (atMs: number) => number): number {
  const [start, end] = [x(from.atMs), x(to.atMs)];
  const part = Math.max(0, Math.min(1, (at - start) / Math.max(1, end - start)));
  return from.value + part * (to.value - from.value);
}

function medianStep(points: readonly TimelinePoint[]): number {
  const steps = points.slice(1).map(({ atMs }, i) => atMs - (points[i]?.atMs ?? atMs));
  steps.sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? 0;
}
