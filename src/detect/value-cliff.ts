import type { Reading } from '../model/reading.ts';
import { constants } from './constants.ts';
import type { Instance } from './instance.ts';
import { seriesValue } from './series-values.ts';
import { witnessOf } from './witness.ts';

/**
 * The last resort where nothing tells one process from the next: the value lies below half of what it
 * was, and either the line was broken by a gap (a fall in an unbroken line is a collection) or the value
 * had stood at its limit. The caller waits for a second such reading: one alone may be a slip.
 */
export function looksLikeNewLife(instance: Instance, reading: Reading, timeScale: number): boolean {
  const witness = witnessOf(instance);
  if (witness === null) return false;
  const { name, track } = witness;
  const value = seriesValue(name, reading);
  if (!(value < constants.cliff * track.last)) return false;
  const { limitBytes } = instance;
  if (limitBytes !== null && track.last >= constants.nearLimit * limitBytes) return true;
  if (instance.doubtful !== null) return true;
  const gapMs = reading.atMs - instance.lastAtMs;
  const stepMs = (instance.step * constants.baseWidthMs) / timeScale;
  const brokenAfterMs = constants.gapMs / timeScale;
  return gapMs > brokenAfterMs || (stepMs > 0 && gapMs > constants.gapSteps * stepMs);
}
