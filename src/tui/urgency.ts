import type { Incident, IncidentState } from '../model/incident.ts';
import type { Snapshot, TargetSnapshot } from '../model/snapshot.ts';

/** One row of the targets table: a target, and the incident that is about it. */
export type Row = { readonly shown: TargetSnapshot; readonly incident: Incident | null };

/** The targets with their incidents, most urgent first; equals by workload and instance. */
export function rowsByUrgency({ targets, incidents }: Snapshot): Row[] {
  return targets
    .map((shown) => ({ shown, incident: incidentOf(shown, incidents) }))
    .sort(
      (a, b) =>
        rank(a) - rank(b) ||
        timeLeft(a) - timeLeft(b) ||
        a.shown.target.workload.localeCompare(b.shown.target.workload) ||
        a.shown.target.id.localeCompare(b.shown.target.id),
    );
}

/** An incident that is over matters less than one that is not, whatever their age. */
const stateRanks: Readonly<Record<IncidentState, number>> = {
  firing: 0,
  pending: 1,
  resolved: 2,
  inactive: 3,
};

/**
 * A target's own incident, of several the one that matters most. An incident is the workload's, so a
 * sibling of the target that it was found on is not marked by it.
 */
function incidentOf({ target }: TargetSnapshot, incidents: readonly Incident[]): Incident | null {
  const own = incidents.filter(({ targetId }) => targetId === target.id);
  return own.sort((a, b) => stateRanks[a.state] - stateRanks[b.state])[0] ?? null;
}

function rank({ shown, incident }: Row): number {
  if (incident?.state === 'firing') return 0;
  if (incident?.state === 'pending') return 1;
  if (shown.health === 'down') return 2;
  if (shown.verdict !== null && shown.verdict.concern !== 'none') return 3;
  return shown.health === 'unknown' ? 5 : 4;
}

function timeLeft({ shown }: Row): number {
  return shown.verdict?.timeToLimitSeconds ?? Number.MAX_VALUE;
}
