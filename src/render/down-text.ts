import type { TargetSnapshot } from '../model/snapshot.ts';
import { formatDuration } from './format-duration.ts';
import { formatMoment } from './format-moment.ts';

/** Since when a target is down: `Down since 20:14:56 (7 s).`; null while it is not, or where nobody knows. */
export function downText(
  { health, downSinceMs }: Pick<TargetSnapshot, 'health' | 'downSinceMs'>,
  nowMs: number,
): string | null {
  if (health !== 'down' || downSinceMs == null) return null;
  const lasts = formatDuration(Math.max(0, Math.round((nowMs - downSinceMs) / 1000)));
  return `Down since ${formatMoment(downSinceMs, nowMs)} (${lasts}).`;
}
