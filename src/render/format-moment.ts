import { formatTime } from './format-time.ts';

/**
 * A moment as it is said beside the time of now (both ms since 1970, UTC): of today the clock, `20:15:03`, of
 * another day the date with it, `11-19 20:15`, of another year the date alone, `2025-11-19`.
 */
export function formatMoment(atMs: number, nowMs: number): string {
  const [whole, now] = [formatTime(atMs), formatTime(nowMs)];
  if (whole.slice(0, 10) === now.slice(0, 10)) return whole.slice(11, 19);
  const isThisYear = whole.slice(0, 4) === now.slice(0, 4);
  return isThisYear ? whole.slice(5, 16).replace('T', ' ') : whole.slice(0, 10);
}
