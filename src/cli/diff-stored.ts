import type { Capture } from '../model/capture.ts';
import type { Diff } from '../model/culprit.ts';
import type { NoteUse } from '../model/limits.ts';
import { failure, type Result, success } from '../model/result.ts';
import { GrowthDiff } from '../profile/growth-diff.ts';
import { capturePieces, readCapture } from '../store/read-capture.ts';
import { collectGarbage } from './collect-garbage.ts';

/** One no larger is read as a whole: a stream for each of two dozen takes a sixth of the time to compare them. */
const wholeBytes = 64 * 1024;

/**
 * Compares stored captures, one decoded at a time: a diff of hundreds holds one of them in memory. One
 * that is gone or damaged is left out with a warning, since it must not keep the rest of its life from
 * being compared; fails when fewer than two are left.
 */
export async function diffStored(
  storePath: string,
  captures: readonly Capture[],
  noteUse?: NoteUse,
): Promise<Result<Diff>> {
  const growth = new GrowthDiff(captures[0]?.kind ?? 'heap', captures[0]?.gc ?? null);
  const leftOut: string[] = [];
  for (const capture of captures) {
    const added = await addStored(growth, storePath, capture);
    if (!added.ok) leftOut.push(added.reason);
    // What decoding it left would stand beside the next one, and beside the search for who it was.
    collectGarbage(capture.bytes);
  }
  const { unpacked } = growth;
  if (unpacked !== null) noteUse?.({ limit: 'profile_bytes', ...unpacked });
  const diff = growth.diff();
  if (leftOut.length === 0) return diff;
  if (!diff.ok) return failure(leftOut.join('; '));
  return success({ ...diff.value, warnings: [...diff.value.warnings, ...leftOut] });
}

async function addStored(
  growth: GrowthDiff,
  storePath: string,
  capture: Capture,
): Promise<Result<void>> {
  if (capture.bytes > wholeBytes) {
    const pieces = capturePieces(storePath, capture);
    const taken = await growth.takePieces(pieces, capture.bytes, capture.atMs);
    if (taken !== null) return named(taken, capture);
    // What is of another format, or damaged, is rare: it is read as a whole, which tells what it is.
  }
  const bytes = await readCapture(storePath, capture);
  if (!bytes.ok) return bytes;
  return named(growth.take(bytes.value, capture.atMs), capture);
}

function named(added: Result<void>, { path }: Capture): Result<void> {
  return added.ok ? added : failure(`${path}: ${added.reason}`);
}
