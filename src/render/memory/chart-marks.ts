import type { Capture } from '../../model/capture.ts';
import type { LifeEnding } from '../../model/timeline.ts';
import { formatTimeToSecond } from '../format-time.ts';
import { lifeEndText, lifeEndWord } from '../life-end-word.ts';
import { type Html, html } from '../page/html.ts';
import type { ChartFrame } from './chart-axes.ts';
import type { FiredFlag } from './fired-flags.ts';

/** Two labels nearer to each other could not be read. */
const labelWidth = 52;

/** Lines nearer to each other than that, on the average, would hide the curve: then each is a tick at the top. */
const lineRoom = 18;
const tickHeight = 10;

/** Ends of lives: a line each in the colour of its cause, dashed where only a fall of the value tells of it. */
export function cliffMarks(ends: readonly LifeEnding[], frame: ChartFrame): Html {
  const { plot, x, fromMs, untilMs } = frame;
  const shown = ends.filter(({ atMs }) => atMs >= fromMs && atMs <= untilMs);
  const steps = shown.slice(1).map(({ atMs }, i) => x(atMs) - x(shown[i]?.atMs ?? 0));
  const isCrowded = Math.min(...steps, plot.right) < labelWidth;
  const isDense = (plot.right - plot.left) / (shown.length + 1) < lineRoom;
  const foot = isDense ? plot.top + tickHeight : plot.bottom;
  return html`<g class="cliffs">${shown.map((end) => {
    const at = x(end.atMs);
    return html`<g data-at="${at}" class="cliff ${end.cause}${end.inferred ? ' inferred' : ''}"><title>${lifeEndText(end)}, ${formatTimeToSecond(end.atMs)}</title><line x1="${at}" x2="${at}" y1="${plot.top}" y2="${foot}"/>${isCrowded ? null : html`<text x="${at}" y="${plot.top - 5}" text-anchor="middle">${lifeEndWord(end)}</text>`}</g>
`;
  })}</g>`;
}

/** Captures, on the time axis: a hollow diamond is a baseline. */
export function captureMarks(captures: readonly Capture[], frame: ChartFrame): Html {
  const { plot, x, fromMs, untilMs } = frame;
  const shown = captures.filter(({ atMs }) => atMs >= fromMs && atMs <= untilMs);
  return html`<g class="captures">${shown.map(({ atMs, role, kind }) => html`<path data-at="${x(atMs)}" class="capture ${role}" d="${diamond(x(atMs), plot.bottom)}"><title>${role} ${kind} capture, ${formatTimeToSecond(atMs)}</title></path>`)}</g>`;
}

/** When it fired and when it was over: a flag each. */
export function firedMarks(flags: readonly FiredFlag[], { plot }: ChartFrame): Html {
  return html`<g class="fired">${flags.map(({ word, atMs, x, left, top, width, height }) => html`<g data-at="${x}" class="${word}"><title>${word} ${formatTimeToSecond(atMs)}</title><line x1="${x}" x2="${x}" y1="${plot.top}" y2="${plot.bottom}"/><rect x="${left}" y="${top}" width="${width}" height="${height}" rx="2"/><text x="${left + width / 2}" y="${top + 11}" text-anchor="middle">${word}</text></g>`)}</g>`;
}

/** A diamond around a place. */
export function diamond(x: number, y: number): string {
  return `M${x} ${y - 5}l5 5-5 5-5-5z`;
}
