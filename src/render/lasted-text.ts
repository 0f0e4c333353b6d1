import { formatDuration } from './format-duration.ts';
import { formatTimeToSecond } from './format-time.ts';

/**
 * How long a life that began then has lasted: `35 s`; `runs` where it does as far as is known, `ran at
 * 2026-11-22T20:14:51Z` where that was known then. `untilMs`: its end, or since when it is not seen; `asOfMs`: of when
 * the figures beside it are; null: of now. All ms since 1970.
 */
export function lastedText(
  startAtMs: number,
  untilMs: number | null,
  asOfMs: number | null,
): string {
  if (untilMs !== null) return formatDuration(Math.round((untilMs - startAtMs) / 1000));
  return asOfMs === null ? 'runs' : `ran at ${formatTimeToSecond(asOfMs)}`;
}
