import { formatClock, formatTimeToSecond } from '../../format-time.ts';
import { type Html, html } from '../html.ts';

const dayMs = 86_400_000;

/** A time (ms since 1970) in little room, UTC: of the day of `nowMs` the clock alone, else its date before it. */
export function moment(atMs: number, nowMs: number): Html {
  const whole = formatTimeToSecond(atMs);
  const isToday = Math.floor(atMs / dayMs) === Math.floor(nowMs / dayMs);
  const text = isToday ? formatClock(atMs) : `${whole.slice(0, 10)} ${formatClock(atMs)}`;
  return html`<time datetime="${whole}" title="${whole}">${text}</time>`;
}
