import type { CaptureRole } from '../model/capture.ts';

/** When baselines of a life are due, after its start, as rule time: before it warms up, and after. */
const baselineAgesMs = [2 * 60_000, 30 * 60_000] as const;

/**
 * Whether a baseline of a life is due: the first one two minutes in (a fast leak kills within the
 * hour), the second after half an hour (by then most warm-ups are over).
 * A process that has been running for long when it is first seen is captured at once.
 */
export function isBaselineDue(life: {
  readonly ageMs: number;
  readonly taken: number;
  readonly timeScale: number;
}): boolean {
  const dueMs = baselineAgesMs[life.taken];
  return dueMs !== undefined && life.ageMs * life.timeScale >= dueMs;
}

/**
 * Whether a new capture is compared with those before it, of which `baselines` are baselines, itself counted: one of
 * the recorder is when its life ends, and until the first baseline it is the warm-up that grows.
 */
export function isCompared(role: CaptureRole, baselines: number): boolean {
  return role === 'baseline' ? baselines > 1 : role !== 'recorder';
}
