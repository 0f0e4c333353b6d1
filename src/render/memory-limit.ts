import { type Signal, unitOf } from '../model/signal.ts';
import type { Verdict } from '../model/verdict.ts';

/** A limit so many times above all that was seen would leave the curve a stripe at the foot: it is named, not drawn. */
const farLimit = 4;

/**
 * The limit that a signal could meet, in its own unit: a limit is one of bytes, a bare value's is in the value's unit.
 * null: there is none, or it is one of something else.
 */
export function memoryLimit(
  verdict: Pick<Verdict, 'limitBytes'> | null,
  signal: Signal | 'value' | null,
): number | null {
  const limit = verdict?.limitBytes ?? null;
  if (limit === null || limit <= 0 || signal === null) return null;
  return signal === 'value' || unitOf(signal) === 'bytes' ? limit : null;
}

/** Whether a value is too far above the highest that was seen to be drawn to the same scale. */
export function isFarAbove(value: number, peak: number): boolean {
  return value > farLimit * peak;
}
