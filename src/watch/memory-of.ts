import type { MemoryNow } from '../model/recorder.ts';
import type { Deps } from './deps.ts';
import type { TargetState } from './target-state.ts';

/** A look at a target's memory, or what its last scrape said where nobody can look; null: nobody knows. */
export async function memoryOf(
  state: TargetState,
  deps: Pick<Deps, 'lookAtMemory' | 'nowMs'>,
): Promise<MemoryNow | null> {
  const seen = await deps.lookAtMemory(state.target);
  if (seen !== null) return withLimit(seen, state.target.limitBytes);
  if (state.target.source === 'process' || state.health !== 'up') return null;
  const { rss, workingSet, heapSys, sys } = state.figures;
  const usedBytes = workingSet ?? rss ?? sys ?? heapSys;
  if (usedBytes === undefined) return null;
  return {
    atMs: deps.nowMs(),
    startAtMs: null,
    usedBytes,
    residentBytes: rss ?? usedBytes,
    peakBytes: null,
    limitBytes: state.limitBytes,
  };
}

function withLimit(now: MemoryNow, limitBytes: number | undefined): MemoryNow {
  return limitBytes === undefined ? now : { ...now, limitBytes };
}
