import type { ProfileKind } from '../model/capture.ts';
import type { Diff } from '../model/culprit.ts';
import { failure, type Result } from '../model/result.ts';
import { GrowthDiff } from './growth-diff.ts';

/** The bytes of one profile and when it was taken. */
export type CaptureBytes = { readonly bytes: Uint8Array; readonly atMs: number };

/**
 * Compares captures of one process, oldest first. A capture that cannot be used ends it with a
 * sentence that says which one it was. `forced`: whether a collection was forced before each (gc=1); null:
 * nobody knows.
 */
export function diffCaptures(
  captures: Iterable<CaptureBytes>,
  kind: ProfileKind = 'heap',
  forced: boolean | null = null,
): Result<Diff> {
  const growth = new GrowthDiff(kind, forced);
  let number = 0;
  for (const { bytes, atMs } of captures) {
    number++;
    const added = growth.add(bytes, atMs);
    if (!added.ok) return failure(`capture ${number}: ${added.reason}`, added.cause);
  }
  return growth.diff();
}
