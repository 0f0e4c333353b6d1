import { scaleLinear, scaleUtc } from 'd3-scale';
import { unitOf } from '../../model/signal.ts';
import type { Timeline } from '../../model/timeline.ts';
import type { Forecast } from '../forecast-of.ts';
import { formatValue } from '../format-value.ts';
import { isFarAbove, memoryLimit } from '../memory-limit.ts';
import { type Html, html } from '../page/html.ts';
import { type TimeTick, timeTicks } from '../time-ticks.ts';
import type { ChartSize, MemoryChart } from './chart-input.ts';

/** Where things are in a chart. */
export type ChartFrame = {
  readonly size: ChartSize;
  readonly plot: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
  /** A time, and a value in the signal's unit, in pixels. */
  readonly x: (atMs: number) => number;
  readonly y: (value: number) => number;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly low: number;
  readonly high: number;
  /** `isAbove`: drawn to scale it would flatten all else. */
  readonly limit: { readonly value: number; readonly isAbove: boolean } | null;
  /** Writes a value of the scale. */
  readonly label: (value: number) => string;
  readonly values: readonly number[];
  readonly times: readonly TimeTick[];
};

/** Narrower than this it is for a phone. */
const narrowWidth = 600;

/** Lays a chart out: what fits on it, in which units and with which ticks. */
export function chartFrame(
  chart: MemoryChart,
  forecast: Forecast | null,
  size: ChartSize,
): ChartFrame {
  const isNarrow = size.width < narrowWidth;
  const [fromMs, untilMs] = spanOf(chart, forecast);
  const scale = valueScale(chart, forecast, isNarrow ? 4 : 5);
  const label = (value: number) => tickText(value, chart.timeline.signal);
  const widest = Math.max(...scale.values.map((value) => label(value).length));
  const plot = {
    left: 14 + 6.3 * widest,
    right: size.width - 14,
    top: isNarrow ? 70 : 44,
    bottom: size.height - 34,
  };
  const x = scaleUtc().domain([fromMs, untilMs]).range([plot.left, plot.right]);
  const y = scaleLinear().domain([scale.low, scale.high]).range([plot.bottom, plot.top]);
  return {
    size,
    plot,
    x: (atMs) => Math.round(10 * x(atMs)) / 10,
    y: (value) => Math.round(10 * y(value)) / 10,
    fromMs,
    untilMs,
    ...scale,
    label,
    times: timeTicks(fromMs, untilMs, isNarrow ? 4 : 10),
  };
}

/** All that was seen and what is ahead; what happened long after the last point is not drawn. */
function spanOf(chart: MemoryChart, forecast: Forecast | null) {
  const { timeline, verdict, captures = [], fired } = chart;
  const first = timeline.points[0]?.atMs ?? 0;
  const last = timeline.points.at(-1)?.atMs ?? 0;
  const marks = [
    ...captures.map(({ atMs }) => atMs),
    fired?.firedAtMs ?? last,
    fired?.resolvedAtMs ?? last,
  ].filter((atMs) => atMs <= last + (last - first) / 2);
  const seen = last - first;
  // A forecast that leaves the picture at its top says nothing further on.
  const limit = memoryLimit(verdict, timeline.signal);
  const isFar = limit !== null && isFarAbove(limit, peakOf(timeline));
  const ahead = Math.min(forecast?.untilMs ?? last, isFar ? last + seen / 4 : Number.MAX_VALUE);
  return [first, Math.max(last, ahead, ...marks)] as const;
}

/** From where to where, in which steps, and where the limit is. */
function valueScale({ timeline, verdict }: MemoryChart, forecast: Forecast | null, count: number) {
  const { points, signal } = timeline;
  const peak = peakOf(timeline);
  const least = Math.min(...points.map(({ floor }) => floor));
  const value = memoryLimit(verdict, signal);
  const limit = value === null ? null : { value, isAbove: isFarAbove(value, peak) };
  const isDrawn = limit !== null && !limit.isAbove;
  const ahead = Math.min(1.5 * peak, forecast?.early.to.value ?? peak);
  const top = Math.max(peak, isDrawn ? limit.value : ahead);
  // What moves by a little far above zero would be a straight line; with the limit in sight zero tells more.
  const isFlat = !isDrawn && top - least < top / 4;
  const bottom = isFlat ? least - (top - least) / 2 : 0;
  const unit = isBytes(signal) ? unitBelow(top) : 1;
  const scale = scaleLinear()
    .domain([bottom / unit, Math.max(1.06 * top, bottom + 1) / unit])
    .nice(count);
  const [low = 0, high = 1] = scale.domain().map((value) => value * unit);
  return { low, high, limit, values: scale.ticks(count).map((value) => value * unit) };
}

function peakOf({ points }: Timeline): number {
  return Math.max(...points.map(({ peak, counted }) => Math.max(peak, counted ?? peak)));
}

/** The largest binary unit that is no larger than a size: ticks are round numbers of it. */
function unitBelow(bytes: number): number {
  return 1024 ** Math.min(5, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
}

/** The grid and its labels. */
export function chartAxes({ plot, x, y, values, label, times, size }: ChartFrame): Html {
  const { left, right, bottom, top } = plot;
  return html`<g class="axes">
${values.map((value) => html`<line x1="${left}" x2="${right}" y1="${y(value)}" y2="${y(value)}"/><text x="${left - 8}" y="${y(value) + 4}" text-anchor="end">${label(value)}</text>`)}
${times.map(({ atMs, text }) => tick(x(atMs), bottom, text, { left, right: size.width }))}
<line class="base" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>
<text class="zone" x="${left - 8}" y="${bottom + 18}" text-anchor="end">UTC</text>
<line class="base" x1="${left}" x2="${left}" y1="${top}" y2="${bottom}"/></g>`;
}

function tick(at: number, bottom: number, text: string, within: { left: number; right: number }) {
  const half = 3.2 * text.length;
  const isCut = at - half < within.left + 2 || at + half > within.right;
  return html`<g class="time"><line class="tick" x1="${at}" x2="${at}" y1="${bottom}" y2="${bottom + 5}"/>${isCut ? null : html`<text x="${at}" y="${bottom + 18}" text-anchor="middle">${text}</text>`}</g>`;
}

function isBytes(signal: Timeline['signal']): boolean {
  return signal !== 'value' && unitOf(signal) === 'bytes';
}

/** `40 MiB`: a tick is a round number of its unit. */
function tickText(value: number, signal: Timeline['signal']): string {
  return formatValue(value, signal).replace('.0 ', ' ');
}
