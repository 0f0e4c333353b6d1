import type { StoredIncident } from '../model/incident.ts';
import type { NotificationRecord } from '../model/notification.ts';
import type { Snooze } from '../model/quiet.ts';

/** What another process of this program has left in the store. */
export type Remembered = {
  readonly incidents: readonly StoredIncident[];
  readonly snoozes: readonly Snooze[];
  /** Incidents of which somebody has still to be told, by id; absent: none. */
  readonly owed?: ReadonlySet<string>;
  /** Who was told of these incidents, or refused it; absent: nobody. */
  readonly told?: readonly NotificationRecord[];
};
