import { neverSeconds } from '../model/never-seconds.ts';
import type { Interval } from '../model/verdict.ts';
import { formatDuration } from './format-duration.ts';

/** Bounds of a time to come, in seconds: `2 min 20 s to 3 min 40 s`, `59 s or longer`; null where they are all the same. */
export function boundsText([low, high]: Interval): string | null {
  const [soonest, latest] = [formatDuration(low), formatDuration(high)];
  if (high >= neverSeconds) return low >= neverSeconds ? null : `${soonest} or longer`;
  return soonest === latest ? null : `${soonest} to ${latest}`;
}
