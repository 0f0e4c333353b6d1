import type { TargetState } from './target-state.ts';

const maxPause = 64;

/** How long the pause after so many captures that failed in a row is, in multiples of the least interval. */
export function intervalsAfter(failures: number): number {
  return Math.min(maxPause, 2 ** failures);
}

/** Why a target is not captured so soon after its last capture, with least `intervalMs` between two; null: it may be. */
export function whyTooEarly(
  state: TargetState,
  { intervalMs, nowMs }: { readonly intervalMs: number; readonly nowMs: number },
): string | null {
  if (state.lastCaptureAtMs === null) return null;
  // Where the clock was set back meanwhile the last one was just now.
  state.lastCaptureAtMs = Math.min(nowMs, state.lastCaptureAtMs);
  const earlyMs =
    state.lastCaptureAtMs + intervalsAfter(state.captureFailures) * intervalMs - nowMs;
  if (earlyMs <= 0) return null;
  const why = state.captureFailures > 0 ? 'its last capture failed' : 'it has just been captured';
  return `${why}; the next one may begin in ${Math.ceil(earlyMs / 1000)} s (profiles.min_interval)`;
}
