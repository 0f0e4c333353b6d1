import type { MemoryNow } from '../model/recorder.ts';
import type { Start } from '../model/same-start.ts';

/** When the process of a look or a reading began; null: it does not say. */
export function startOf({
  startAtMs = null,
  startTicks,
}: Partial<Pick<MemoryNow, 'startAtMs' | 'startTicks'>>): Start | null {
  return startAtMs === null ? null : { startAtMs, startTicks };
}
