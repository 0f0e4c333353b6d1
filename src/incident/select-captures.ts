import type { Capture } from '../model/capture.ts';

/**
 * At most `max` captures of a life, oldest first, for a diff: the first (nothing is further back),
 * the newest half as they are, and of those between an even choice.
 */
export function selectCaptures(captures: readonly Capture[], max: number): readonly Capture[] {
  if (captures.length <= max) return captures;
  const recent = captures.slice(captures.length - Math.floor(max / 2));
  const older = captures.slice(0, captures.length - recent.length);
  const places = max - recent.length;
  const stride = (older.length - 1) / Math.max(1, places - 1);
  const chosen = Array.from({ length: places }, (_, i) => older[Math.round(i * stride)]);
  return [...chosen.filter((capture) => capture !== undefined), ...recent];
}
