import { pastSpans } from '../incident/plan-past.ts';
import type { Capture, CaptureRole, FetchedProfile, ProfileKind } from '../model/capture.ts';
import type { ProfileSource } from '../model/target.ts';
import type { Deps } from './deps.ts';
import type { TargetState } from './target-state.ts';

/** What is told of a capture. */
export type CaptureNews =
  | { readonly kind: 'captured'; readonly capture: Capture }
  | { readonly kind: 'capture-failed'; readonly role: CaptureRole | null; readonly reason: string };

/** What the past is taken with. */
export type PastTaking = {
  readonly deps: Pick<Deps, 'fetchProfile' | 'nowMs' | 'storeCapture'>;
  readonly signal: AbortSignal;
  readonly tell: (state: TargetState, news: CaptureNews) => void;
};

type Wanted = {
  readonly state: TargetState;
  readonly source: ProfileSource;
  readonly role: CaptureRole;
  readonly kind: ProfileKind;
  readonly lifeStartAtMs: number;
};

/**
 * A store of profiles knows what this life was like before anybody was suspicious: once a life, captures
 * are taken of its past. A time of which there is none is left out.
 */
export async function takePast(wanted: Wanted, { deps, signal, tell }: PastTaking): Promise<void> {
  const { state, source, role, kind, lifeStartAtMs: startAtMs } = wanted;
  const { stored } = source;
  // Where the life's start is not known the past may be that of another process.
  if (stored === undefined || state.lifeStartAtMs !== startAtMs || state.pastTaken.has(kind))
    return;
  state.pastTaken.add(kind);
  const { windowMs } = stored;
  for (const span of pastSpans({ startAtMs, nowMs: deps.nowMs(), windowMs })) {
    const fetched = await deps.fetchProfile(source, kind, signal, span);
    if (state.lifeStartAtMs !== startAtMs) return;
    if (!fetched.ok || isKnown(state, fetched.value)) continue;
    const about = { role, lifeStartAtMs: startAtMs };
    const capture = await deps.storeCapture(state.target, fetched.value, about);
    if (!capture.ok) return tell(state, { kind: 'capture-failed', role, reason: capture.reason });
    tell(state, { kind: 'captured', capture: capture.value });
    state.captures.push(capture.value);
  }
  state.captures.sort((a, b) => a.atMs - b.atMs);
}

/** Whether a store has answered with a profile that was captured before. */
export function isKnown({ captures }: TargetState, { kind, atMs }: FetchedProfile): boolean {
  return captures.some((capture) => capture.kind === kind && capture.atMs === atMs);
}
