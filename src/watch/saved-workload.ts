import type { DetectorState } from '../detect/detector-state.ts';
import type { IncidentTrack } from '../incident/state.ts';
import type { Incident } from '../model/incident.ts';
import type { Rule } from '../model/rule.ts';

/** The form of what is saved; another one is refused. */
export const savedVersion = 1;

/**
 * What a rule remembers of a workload. The record of an incident that was told is in the store by itself, and is the
 * only one; here is which it was.
 */
export type SavedTrack = Omit<IncidentTrack, 'incident'> & {
  readonly alert: string;
  readonly group: string;
  /** By its id; null: there was none. */
  readonly incidentId: string | null;
  /** One that has come to no alert yet, and is in no store. */
  readonly pending: Incident | null;
  /** When it judged last; null: never. Absent where an earlier version saved it. */
  readonly judgedAtMs?: number | null;
};

/** All that a process knows of one workload, as plain data: JSON gives it back unchanged. */
export type SavedWorkload = {
  readonly version: typeof savedVersion;
  /** Of the first reading and of the last one. */
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  /** One for each time scale among the rules. */
  readonly detectors: readonly DetectorState[];
  readonly tracks: readonly SavedTrack[];
  /** What a capture was seen to take of the memory of one of its targets. Absent: none was measured. */
  readonly captureCostBytes?: number;
  /** Of a workload that a feed brings: see `FeedPlace`. */
  readonly feed?: { readonly key: string; readonly place: unknown };
};

/** What a rule remembers, in the form in which it is saved. */
export function savedTrack(
  { alert, group }: Rule,
  track: IncidentTrack,
  judgedAtMs: number,
): SavedTrack {
  const { incident, ...rest } = track;
  const pending = incident?.state === 'pending' ? incident : null;
  const judged = Number.isFinite(judgedAtMs) ? judgedAtMs : null;
  return { ...rest, alert, group, incidentId: incident?.id ?? null, pending, judgedAtMs: judged };
}

/**
 * What a rule goes on with: what it remembered, and of an incident that was told the store's record. `isContinuous`:
 * nothing was missed meanwhile. Else what waited waits anew, and what fires is over only when it has been watched
 * quiet, as after a start that remembers nothing.
 */
export function recalledTrack(
  track: IncidentTrack,
  saved: SavedTrack,
  isContinuous: boolean,
): IncidentTrack {
  const { alert: _, group: _of, incidentId, pending, judgedAtMs: __, ...remembered } = saved;
  const { asked, heldAtMs, resumedAtMs } = remembered;
  if (!isContinuous) return { ...track, asked };
  if (track.incident === null)
    return pending === null ? { ...track, asked } : { ...remembered, incident: pending };
  return track.incident.id === incidentId ? { ...track, asked, heldAtMs, resumedAtMs } : track;
}
