import type { Capture } from '../model/capture.ts';
import type { Diff } from '../model/culprit.ts';
import type { Result } from '../model/result.ts';
import { GrowthDiff } from '../profile/growth-diff.ts';
import { readCapture } from '../store/read-capture.ts';

/** Compares stored captures, one decoded at a time: a diff of hundreds holds one of them in memory. */
export async function diffStored(
  storePath: string,
  captures: readonly Capture[],
): Promise<Result<Diff>> {
  const growth = new GrowthDiff(captures[0]?.kind ?? 'heap');
  for (const capture of captures) {
    const bytes = await readCapture(storePath, capture);
    if (!bytes.ok) return bytes;
    const added = growth.add(bytes.value, capture.atMs);
    if (!added.ok) return { ...added, reason: `${capture.path}: ${added.reason}` };
  }
  return growth.diff();
}
