import type { Capture } from '../model/capture.ts';

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
 * What a new capture of a life is compared with, itself among them: those of its kind and gc mode; none for one of the
 * recorder, which is when its life ends, nor for a baseline that only those come before: until then it is the warm-up
 * that grows.
 */
export function comparedWith(newest: Capture, ofLife: readonly Capture[]): readonly Capture[] {
  const alike = ofLife.filter(({ kind, gc }) => kind === newest.kind && gc === newest.gc);
  const isOfRecorder = ({ role }: Capture) => role === 'recorder';
  const isEarly =
    newest.role === 'baseline' && alike.every((one) => one.id === newest.id || isOfRecorder(one));
  return isOfRecorder(newest) || isEarly ? [] : alike;
}
