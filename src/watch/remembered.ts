import type { StoredIncident } from '../model/incident.ts';
import type { Snooze } from '../model/quiet.ts';

/** What another process of this program has left in the store. */
export type Remembered = {
  readonly incidents: readonly StoredIncident[];
  readonly snoozes: readonly Snooze[];
  /** Incidents of which somebody has still to be told, by id; absent: none. */
  readonly owed?: ReadonlySet<string>;
};
