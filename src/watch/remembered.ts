import type { StoredIncident } from '../model/incident.ts';
import type { NotificationRecord } from '../model/notification.ts';
import type { Snooze } from '../model/quiet.ts';

/** What another process of this program has left in the store. */
export type Remembered = {
  readonly incidents: readonly StoredIncident[];
  readonly snoozes: readonly Snooze[];
  /** Incidents of which somebody has still to be told, by id; absent: none. */
  readonly owed?: ReadonlySet<string>;
  /**
   * Those, by id, that came from a bucket to an empty store, and of whose workload no target was found since; absent:
   * none. They may be another deployment's: unless one is found they are forgotten here, and neither ended nor told of.
   */
  readonly recalled?: ReadonlySet<string>;
  /**
   * Those of them, by id, whose workload another shard has by now, as far as one can tell: it shows them and tells of them,
   * and this process does neither unless a target of theirs is found after all; absent: none.
   */
  readonly moved?: ReadonlySet<string>;
  /** Who was told of these incidents, or refused it; absent: nobody. */
  readonly told?: readonly NotificationRecord[];
};
