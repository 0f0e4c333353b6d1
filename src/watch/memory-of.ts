import type { MemoryNow, UsedAs } from '../model/recorder.ts';
import type { Deps } from './deps.ts';
import type { TargetState } from './target-state.ts';

/** The best one first. */
const kinds: readonly UsedAs[] = ['workingSet', 'rss', 'sys', 'heapSys'];

/** A look at a target's memory, or what its last scrape said where nobody can look; null: nobody knows. */
export async function memoryOf(
  state: TargetState,
  deps: Pick<Deps, 'lookAtMemory' | 'nowMs'>,
): Promise<MemoryNow | null> {
  const seen = await deps.lookAtMemory(state.target);
  if (seen !== null) return withLimit(seen, state.target.limitBytes);
  if (state.target.source === 'process' || state.health !== 'up') return null;
  const { figures } = state;
  const usedAs = kinds.find((kind) => figures[kind] !== undefined);
  const usedBytes = usedAs === undefined ? undefined : figures[usedAs];
  if (usedAs === undefined || usedBytes === undefined) return null;
  return {
    atMs: deps.nowMs(),
    startAtMs: null,
    usedBytes,
    usedAs,
    residentBytes: figures.rss ?? usedBytes,
    peakBytes: null,
    limitBytes: state.limitBytes,
  };
}

function withLimit(now: MemoryNow, limitBytes: number | undefined): MemoryNow {
  return limitBytes === undefined ? now : { ...now, limitBytes };
}
