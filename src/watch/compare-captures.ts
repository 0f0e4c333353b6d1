import { selectCaptures } from '../incident/select-captures.ts';
import type { IncidentEvent } from '../incident/state.ts';
import type { Capture } from '../model/capture.ts';
import type { Diff } from '../model/culprit.ts';
import type { Figures } from '../model/reading.ts';
import { type Result, success } from '../model/result.ts';
import { explainRest } from '../profile/explain-rest.ts';
import type { Deps } from './deps.ts';

/** What captures of one life say together. */
export type Diffed = Extract<IncidentEvent, { kind: 'diffed' }>;

/** Captures of one life that a diff looks at. */
const maxCompared = 24;

/**
 * What captures of one life, kind and gc mode say together, with where the rest of the growth is; null: one
 * says nothing. `figuresAt`: by capture, what was known of the process when it was taken.
 */
export async function compareCaptures(
  alike: readonly Capture[],
  figuresAt: ReadonlyMap<string, Figures>,
  deps: Pick<Deps, 'diff' | 'nowMs'>,
  signal: AbortSignal,
): Promise<Result<Diffed | null>> {
  const captures = selectCaptures(alike, maxCompared);
  if (captures.length < 2) return success(null);
  const diff = await deps.diff(captures, signal);
  if (!diff.ok) return diff;
  const known = withRest(diff.value, captures, figuresAt);
  return success({ kind: 'diffed', atMs: deps.nowMs(), diff: known, captures });
}

/** The diff with where the rest of the growth is, from what was known of the process at its two ends. */
function withRest(
  diff: Diff,
  captures: readonly Capture[],
  figuresAt: ReadonlyMap<string, Figures>,
): Diff {
  if (diff.unit !== 'bytes') return diff;
  const figuresOf = ({ atMs }: Diff['base']) =>
    figuresAt.get(captures.find((capture) => capture.atMs === atMs)?.id ?? '');
  const [before, after] = [figuresOf(diff.base), figuresOf(diff.current)];
  if (before === undefined || after === undefined) return diff;
  return { ...diff, rest: explainRest(before, after, diff) };
}
