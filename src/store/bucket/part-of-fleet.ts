import type { StoredIncident } from '../../model/incident.ts';

/**
 * Which part of a fleet a process is. `belongsHere`: whether an incident that a part of the same deployment has left is
 * this part's by now, since workloads are shared among another number of shards; null: none is.
 */
export type PartOfFleet = {
  readonly part: string;
  readonly belongsHere: ((incident: StoredIncident) => boolean) | null;
};
