import { formatTime } from './format-time.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 7, 14, 28].map((n) => n * day),
];

/** A place on an axis of time (ms since 1970), and what is written there. */
export type TimeTick = { readonly atMs: number; readonly text: string };

/**
 * Round times (UTC) from `fromMs` to `toMs` for an axis, at most `most` of them. Each is written as briefly as tells it
 * from its neighbours: `20:10:05` below a minute, `20:10`, `11-24` where they are days; with its date where that is
 * another than that of the tick before; for the first one than that of the axis' start, or of `nowMs`.
 */
export function timeTicks(
  fromMs: number,
  toMs: number,
  most: number,
  nowMs = toMs,
): readonly TimeTick[] {
  const span = toMs - fromMs;
  if (!(span > 0) || most < 1) return [];
  const step = steps.find((one) => span / one <= most) ?? Math.ceil(span / most / day) * day;
  const first = Math.ceil(fromMs / step);
  const count = Math.max(0, Math.min(Math.floor(toMs / step) - first + 1, most));
  const today = Math.floor(nowMs / day);
  let known = Math.floor(fromMs / day) === today ? today : null;
  return Array.from({ length: count }, (_, i) => {
    const atMs = (first + i) * step;
    const isKnown = Math.floor(atMs / day) === known;
    known = Math.floor(atMs / day);
    return { atMs, text: textOf(atMs, step, isKnown) };
  });
}

function textOf(atMs: number, step: number, isKnown: boolean): string {
  const whole = formatTime(atMs);
  const date = whole.slice(5, 10);
  if (step >= day) return date;
  const clock = whole.slice(11, step < minute ? 19 : 16);
  return isKnown ? clock : `${date} ${clock}`;
}
