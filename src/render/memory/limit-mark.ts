import type { Forecast } from '../forecast-of.ts';
import { type Html, html } from '../page/html.ts';
import type { ChartFrame } from './chart-axes.ts';
import type { Box, FiredFlag } from './fired-flags.ts';

/** What a letter of its label takes, and the label's height. */
const letter = 7;
const textHeight = 15;

/** The limit as a line with its label; one that is far above has a label alone. The label keeps clear of flags and cone. */
export function limitMark(
  frame: ChartFrame,
  flags: readonly FiredFlag[],
  forecast: Forecast | null,
): Html | null {
  const { limit, plot, y, label } = frame;
  if (limit === null) return null;
  const { left, right } = plot;
  const at = y(limit.value);
  const text = `limit ${label(limit.value)}${limit.isAbove ? ' ↑' : ''}`;
  const foot = limit.isAbove ? plot.top + 12 : at - 5;
  const width = letter * text.length;
  const [start, middle, end] = [left + 6, (left + right - width) / 2, right - width];
  // Below the line of a limit ends the cone; towards one that is far above it fills the right.
  const cone = limit.isAbove && forecast !== null ? coneBox(forecast, frame) : [];
  const isFree = (from: number) =>
    ![...flags, ...cone].some((box) =>
      isOver(box, { left: from, top: foot - textHeight + 3, width, height: textHeight }),
    );
  const [first, second] = limit.isAbove ? [end, start] : [start, end];
  const place = [first, second, middle].find(isFree) ?? first;
  const written = html`<text class="limit-text" x="${place === end ? right : place}" y="${foot}"${place === end ? html` text-anchor="end"` : null}>${text}</text>`;
  return limit.isAbove
    ? written
    : html`<line class="limit" x1="${left}" x2="${right}" y1="${at}" y2="${at}"/>${written}`;
}

function coneBox({ early, late }: Forecast, { plot, x, y }: ChartFrame): readonly Box[] {
  const left = x(early.from.atMs);
  const top = Math.max(plot.top, Math.min(y(early.to.value), y(late.to.value)));
  return [{ left, top, width: plot.right - left, height: plot.bottom - top }];
}

function isOver(a: Box, b: Box): boolean {
  const isBeside = a.left >= b.left + b.width || b.left >= a.left + a.width;
  return !isBeside && a.top < b.top + b.height && b.top < a.top + a.height;
}
