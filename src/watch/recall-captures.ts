import type { Capture } from '../model/capture.ts';
import type { Deps } from './deps.ts';
import type { TargetState } from './target-state.ts';

/**
 * Before the first capture of a life: those that a process before this one took of it. A store that does
 * not answer keeps no capture from being taken, and is asked again before the next one.
 */
export async function recallCaptures(
  state: TargetState,
  lifeStartAtMs: number,
  deps: Pick<Deps, 'recallCaptures'>,
  signal: AbortSignal,
): Promise<void> {
  if (state.recalledLifeAtMs === lifeStartAtMs) return;
  const recalled = await deps.recallCaptures?.(state.target, lifeStartAtMs, signal);
  if (recalled?.ok !== true || state.lifeStartAtMs !== lifeStartAtMs) return;
  state.recalledLifeAtMs = lifeStartAtMs;
  const known = new Set(state.captures.map(({ id }) => id));
  const earlier = recalled.value.filter(({ id }) => !known.has(id));
  state.captures = [...earlier, ...state.captures].sort((a, b) => a.atMs - b.atMs);
  const kind = state.target.profiles?.kinds[0];
  const isBaseline = (one: Capture) => one.role === 'baseline' && one.kind === kind;
  state.baselines += earlier.filter(isBaseline).length;
}
