import { area, line } from 'd3-shape';
import { lifeEndTimesOf, type Timeline, type TimelinePoint } from '../../model/timeline.ts';
import { forecastOf } from '../forecast-of.ts';
import { type Html, html } from '../page/html.ts';
import { stretchesOf } from '../stretches-of.ts';
import { type ChartFrame, chartAxes, chartFrame } from './chart-axes.ts';
import type { ChartSize, MemoryChart } from './chart-input.ts';
import { chartLegend } from './chart-legend.ts';
import { captureMarks, cliffMarks, firedMarks } from './chart-marks.ts';
import { firedFlags } from './fired-flags.ts';
import { forecastShapes } from './forecast-shapes.ts';
import { limitMark } from './limit-mark.ts';
import { memoryChartText } from './memory-chart-text.ts';

/**
 * One target's memory over all lives, as an SVG element of its own: floor and what stands above it, each end of a
 * life marked by its cause, limit, ramp and the forecast's cone, captures, when it fired. Colours are CSS variables
 * (`memoryChartStyle`), so it follows the page it is in. null without two points: there is nothing to draw.
 *
 *   limit ─┼─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─▒▒─
 *          │    ╱│    ╱│      ╱·▒▒▒
 *          │  ╱  │  ╱  │   ╱· now      │ a life's end
 *          │╱    │╱    │ ╱             ◆ a capture
 *          └──────◆────────◆──────────
 */
export function memoryChart(chart: MemoryChart, size: ChartSize): Html | null {
  const { timeline, verdict, captures = [], fired } = chart;
  if (timeline.points.length < 2) return null;
  const forecast = verdict === null ? null : forecastOf(verdict, timeline);
  const frame = chartFrame(chart, forecast, size);
  const { plot } = frame;
  const flags = fired === undefined ? [] : firedFlags(fired, frame);
  const id = `m${size.width}x${size.height}`;
  const text = memoryChartText(chart);
  return html`<svg class="memory" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" aria-labelledby="${id}-title ${id}-desc" ${readable(frame, timeline)}>
<title id="${id}-title">${text.title}</title><desc id="${id}-desc">${text.description}</desc>
<defs><clipPath id="${id}-plot"><rect x="${plot.left}" y="${plot.top}" width="${plot.right - plot.left}" height="${plot.bottom - plot.top}"/></clipPath></defs>
${chartLegend(chart, forecast, size)}
${chartAxes(frame)}
<g clip-path="url(#${id}-plot)"><g class="zoomed">
${stretchesOf(timeline.points, lifeEndTimesOf(timeline)).map((points) => tooth(points, frame))}
${forecast === null ? null : forecastShapes(forecast, frame)}
</g></g>
${limitMark(frame, flags, forecast)}
${cliffMarks(timeline.lifeEnds, frame)}
${fired === undefined ? null : firedMarks(flags, frame)}
${captureMarks(captures, frame)}
<g class="cursor" hidden=""><line y1="${plot.top}" y2="${plot.bottom}"/><circle r="3.5"/></g>
</svg>`;
}

/** For the script that reads out what the pointer is on: where the plot is, and its points in full. */
function readable({ plot, fromMs, untilMs, low, high }: ChartFrame, timeline: Timeline): Html {
  const points = timeline.points.map(({ atMs, floor, peak }) =>
    [atMs - fromMs, floor, peak].map(Math.round).join(' '),
  );
  const data = {
    ...plot,
    fromMs: Math.round(fromMs),
    untilMs: Math.round(untilMs),
    low,
    high,
    signal: timeline.signal,
  };
  return html`data-frame="${JSON.stringify(data)}" data-points="${points.join(',')}"`;
}

function tooth(points: readonly TimelinePoint[], { x, y }: ChartFrame): Html {
  const band = area<TimelinePoint>()
    .x(({ atMs }) => x(atMs))
    .y0(({ floor }) => y(floor))
    .y1(({ peak }) => y(peak));
  const floor = line<TimelinePoint>()
    .x(({ atMs }) => x(atMs))
    .y((point) => y(point.floor));
  for (const path of [band, floor]) path.digits(1);
  const [only] = points;
  if (points.length === 1 && only !== undefined) {
    return html`<circle class="floor-dot" cx="${x(only.atMs)}" cy="${y(only.floor)}" r="1.6"/>`;
  }
  return html`${countedLine(points, { x, y })}<path class="band" d="${band(points) ?? ''}"/><path class="floor" d="${floor(points) ?? ''}"/>
`;
}

/** What the limit counts, as far as it is known; nothing where that is the signal itself. */
function countedLine(
  points: readonly TimelinePoint[],
  { x, y }: Pick<ChartFrame, 'x' | 'y'>,
): Html | null {
  const known = points.flatMap(({ atMs, counted }) =>
    counted === undefined ? [] : [{ atMs, counted }],
  );
  if (known.length < 2) return null;
  const path = line<(typeof known)[number]>()
    .x(({ atMs }) => x(atMs))
    .y(({ counted }) => y(counted))
    .digits(1);
  return html`<path class="counted" d="${path(known) ?? ''}"/>`;
}
