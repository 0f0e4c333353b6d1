import { constants } from './constants.ts';
import type { Instance } from './instance.ts';

/**
 * Whether an instance has been silent for longer than a gap, and another one came when it fell silent or not
 * long after. `newestMs`: when the newest of all was first seen.
 */
export function isReplaced(
  { lastAtMs, seenAtMs, step }: Instance,
  { nowMs, newestMs }: { readonly nowMs: number; readonly newestMs: number },
  timeScale: number,
): boolean {
  const stepMs = step * (constants.baseWidthMs / timeScale);
  const patience = Math.max(constants.gapMs / timeScale, 2 * constants.gapSteps * stepMs);
  return newestMs > Math.max(lastAtMs - patience, seenAtMs) && nowMs - lastAtMs > patience;
}
