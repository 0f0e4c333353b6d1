import type { Forecast, Spot, Stroke } from '../forecast-of.ts';
import { type Html, html } from '../page/html.ts';
import type { ChartFrame } from './chart-axes.ts';

/** The ramp line, the cone of the 80 % interval and what is expected within it. */
export function forecastShapes(forecast: Forecast, frame: ChartFrame): Html {
  const { ramp, expected, early, late, untilMs } = forecast;
  // Where the early edge has met the limit the cone goes on along it.
  const meets = early.to.atMs < untilMs && late.to.atMs === untilMs;
  const edge: Spot[] = meets ? [{ atMs: untilMs, value: early.to.value }] : [];
  const outline = [early.from, early.to, ...edge, late.to].map((spot) => placeOf(spot, frame));
  return html`<polygon class="cone" points="${outline.join(' ')}"/>${stroke('expected', expected, frame)}${stroke('ramp', ramp, frame)}`;
}

function stroke(name: string, { from, to }: Stroke, frame: ChartFrame): Html {
  return html`<polyline class="${name}" points="${placeOf(from, frame)} ${placeOf(to, frame)}"/>`;
}

function placeOf({ atMs, value }: Spot, { x, y }: ChartFrame): string {
  return `${x(atMs)},${y(value)}`;
}
