import type { Incident } from '../model/incident.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { incidentTimeline } from './incident-timeline.ts';
import { type Told, toldNow } from './told-now.ts';

/** An incident with the memory that it is drawn with now, and what may be told of it now. */
export type IncidentNow = { readonly incident: Incident; readonly told: Told };

/** What a report that is made of a running watch says: as much as its screens do, which know the target as well. */
export function incidentNow(
  incident: Incident,
  { targets, atMs }: Pick<Snapshot, 'targets' | 'atMs'>,
): IncidentNow {
  const shown = targets.find((one) => one.target.id === incident.targetId) ?? null;
  const timeline = incidentTimeline(incident, shown);
  return {
    incident: timeline === null ? incident : { ...incident, timeline },
    told: toldNow(incident, shown, atMs),
  };
}
