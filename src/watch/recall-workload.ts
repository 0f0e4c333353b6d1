import { constants } from '../detect/constants.ts';
import { Detector } from '../detect/detector.ts';
import { failure, type Result, success } from '../model/result.ts';
import { type SavedWorkload, savedVersion } from './saved-workload.ts';

/** What of a saved workload can be gone on with. */
export type RecalledWorkload = {
  readonly saved: SavedWorkload;
  /** By time scale. */
  readonly detectors: ReadonlyMap<number, Detector>;
  /** Nothing happened meanwhile that a missed scrape or two would not hide as well. */
  readonly isContinuous: boolean;
};

/**
 * Reads what an earlier process has saved of a workload, for rules of these time scales. Fails, with a sentence that
 * is the same for all workloads, for what another version saved, what cannot be read and what is too old: after as
 * long as a precedent counts nothing of it would still be a measure.
 */
export function recallWorkload(
  state: unknown,
  timeScales: Iterable<number>,
  nowMs: number,
): Result<RecalledWorkload> {
  const saved = state as SavedWorkload | null;
  if (saved?.version !== savedVersion) {
    return failure(
      `it was saved in another form (${saved?.version ?? 'unreadable'}; this sawtooth reads ${savedVersion})`,
    );
  }
  const scales = new Set(timeScales);
  const awayMs = (nowMs - saved.lastAtMs) * Math.max(1, ...scales);
  if (awayMs > constants.precedentMs) {
    const days = constants.precedentMs / 86_400_000;
    return failure(`it is more than ${days} days old, and what was normal then says nothing now`);
  }
  const detectors = new Map<number, Detector>();
  for (const each of saved.detectors.filter(({ timeScale }) => scales.has(timeScale))) {
    const detector = restored(each);
    if (!detector.ok) return detector;
    detectors.set(each.timeScale, detector.value);
  }
  return success({ saved, detectors, isContinuous: awayMs <= constants.gapMs });
}

/** A state that passed its version and still is none was damaged on its way. */
function restored(state: SavedWorkload['detectors'][number]): Result<Detector> {
  try {
    return Detector.restore(state);
  } catch (error) {
    return failure('it is damaged', error);
  }
}
