/** What a timer of Node can wait at most, 24.8 days; a longer one ends after a millisecond (nodejs.org/api/timers.html). */
const longestMs = 2 ** 31 - 1;

/** `ms` for a timer: at most as long as one can be. */
export function timerMs(ms: number): number {
  return Math.min(ms, longestMs);
}
