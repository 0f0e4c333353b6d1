import type { Life } from '../model/life.ts';
import type { Reading } from '../model/reading.ts';
import { noteEnd, noteReading } from './signal-history.ts';
import { startOf } from './start-of.ts';
import { enterLife, type TargetState } from './target-state.ts';
import type { WorkloadWatch } from './workload-watch.ts';

/**
 * Takes a reading of a target in: into its workload and into what is known of the target itself. Where it is the
 * first of a new life, `left` is called with the one that ended (null: nobody knows how) before that begins.
 */
export function takeReading(
  state: TargetState,
  scraped: Reading,
  workload: WorkloadWatch,
  left: (ended: Life | null) => void,
): void {
  const { limitBytes = scraped.limitBytes } = state.target;
  const reading = limitBytes === undefined ? scraped : { ...scraped, limitBytes };
  const { instance, atMs } = reading;
  workload.observe(reading);
  state.firstSeenAtMs ??= atMs;
  const lifeStartAtMs = workload.lifeOf(instance)?.startAtMs ?? state.firstSeenAtMs;
  if (lifeStartAtMs !== state.lifeStartAtMs) {
    const ended = workload.endedLife(instance);
    const endAtMs = ended?.endAtMs ?? atMs;
    if (state.history !== null) noteEnd(state.history, endAtMs, workload.endsOf(instance));
    left(ended);
    enterLife(state, lifeStartAtMs);
  }
  if (state.history !== null) noteReading(state.history, reading);
  state.figures = reading.figures;
  state.start = startOf(reading);
  state.limitBytes = limitBytes ?? null;
}
