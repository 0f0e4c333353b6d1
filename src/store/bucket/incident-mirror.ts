import type { StoredIncident } from '../../model/incident.ts';
import type { NotificationRecord } from '../../model/notification.ts';
import { type Result, success } from '../../model/result.ts';
import type { Store } from '../store.ts';
import type { Mirror } from './mirror-captures.ts';
import { findStale, removeOldIncidents, uploadIncident } from './mirror-incidents.ts';
import { type RecalledIncidents, recallIncidents } from './recall-incidents.ts';

/** How many incidents came from the bucket, and what did not. */
export type Recalled = {
  readonly incidents: number;
  /** Those of rules that nobody here knows: another deployment's, as far as one can tell. They stay as they are. */
  readonly others: number;
} & Pick<RecalledIncidents, 'unread'>;

/** What an incident waits under among the captures that are to be uploaded. */
const prefix = 'incidents/';

/**
 * The incidents of a store in a bucket: each as it stands when its turn comes, with who was told of it. One that changes
 * while it is under way goes again at once.
 */
export class IncidentMirror {
  readonly #store: Store;
  readonly #mirror: Mirror;
  readonly #part: string;
  /** Those that wait for their turn, by id. */
  readonly #waiting = new Map<string, StoredIncident>();
  /** Who was told of which, by incident and receiver; null: it has not been read yet. */
  #told: Map<string, Map<string, NotificationRecord>> | null = null;
  /** By id: how often it has changed since it was last uploaded. */
  readonly #changes = new Map<string, number>();

  constructor(store: Store, mirror: Mirror, part: string) {
    this.#store = store;
    this.#mirror = mirror;
    this.#part = part;
  }

  /** An incident has changed: what it is to be queued as. */
  changed(incident: StoredIncident): string {
    this.#waiting.set(incident.id, incident);
    return this.#note(incident.id);
  }

  /** Somebody was told of incidents, or is owed that: what these are to be queued as. */
  told(notifications: readonly NotificationRecord[]): readonly string[] {
    const known = this.#notifications();
    for (const one of notifications) addTo(known, one);
    return [...new Set(notifications.map(({ incident }) => incident))].map((id) => this.#note(id));
  }

  /** An incident is gone from the store; the bucket keeps it for its own time. */
  removed(id: string): void {
    this.#waiting.delete(id);
    this.#told?.delete(id);
  }

  /** Uploads what was queued; null: it is no incident. */
  upload(path: string, signal: AbortSignal): Promise<Result<void>> | null {
    return path.startsWith(prefix) ? this.#upload(path.slice(prefix.length), signal) : null;
  }

  async #upload(id: string, signal: AbortSignal): Promise<Result<void>> {
    for (;;) {
      const before = this.#changes.get(id);
      const incident = this.#waiting.get(id);
      const notifications = [...(this.#notifications().get(id)?.values() ?? [])];
      const about = { id, incident, notifications };
      const uploaded = await uploadIncident(this.#mirror, this.#part, about, signal);
      if (!uploaded.ok) return uploaded;
      if (this.#changes.get(id) !== before) continue;
      this.#changes.delete(id);
      this.#waiting.delete(id);
      return success(undefined);
    }
  }

  /** What is to be queued of the incidents that the bucket lacks or has otherwise. */
  async stale(signal: AbortSignal): Promise<Result<readonly string[]>> {
    const incidents = this.#store.listIncidents();
    if (!incidents.ok) return incidents;
    const stale = await findStale(this.#mirror, this.#part, incidents.value, signal);
    if (!stale.ok) return stale;
    // What has changed since the list is newer than it.
    const unchanged = stale.value.filter(({ id }) => !this.#changes.has(id));
    return success(unchanged.map((incident) => this.changed(incident)));
  }

  /** Removes what is older than the bucket keeps and gone from the store. */
  removeOld(signal: AbortSignal): Promise<Result<number>> {
    const incidents = this.#store.listIncidents();
    if (!incidents.ok) return Promise.resolve(incidents);
    return removeOldIncidents(this.#mirror, this.#part, incidents.value, signal);
  }

  /** Fetches what the bucket has of these rules into a store that knows no incident. */
  async recall(rules: ReadonlySet<string>, signal: AbortSignal): Promise<Result<Recalled>> {
    const known = this.#store.listIncidents();
    if (!known.ok) return known;
    if (known.value.length > 0) return success({ incidents: 0, others: 0, unread: null });
    const recalled = await recallIncidents(this.#mirror.client, this.#part, signal);
    if (!recalled.ok) return recalled;
    const { unread } = recalled.value;
    const incidents = recalled.value.incidents.filter(({ rule }) => rules.has(rule));
    const own = new Set(incidents.map(({ id }) => id));
    const notifications = recalled.value.notifications.filter(({ incident }) => own.has(incident));
    const stored = await Promise.all([
      ...incidents.map((incident) => this.#store.putIncident(incident)),
      this.#store.putNotifications(notifications),
    ]);
    return (
      stored.find((one) => !one.ok) ??
      success({
        incidents: incidents.length,
        others: recalled.value.incidents.length - incidents.length,
        unread,
      })
    );
  }

  #note(id: string): string {
    this.#changes.set(id, (this.#changes.get(id) ?? 0) + 1);
    return `${prefix}${id}`;
  }

  #notifications(): Map<string, Map<string, NotificationRecord>> {
    if (this.#told !== null) return this.#told;
    const known = new Map<string, Map<string, NotificationRecord>>();
    const listed = this.#store.listNotifications();
    for (const one of listed.ok ? listed.value : []) addTo(known, one);
    this.#told = known;
    return known;
  }
}

function addTo(known: Map<string, Map<string, NotificationRecord>>, one: NotificationRecord): void {
  const own = known.get(one.incident) ?? new Map<string, NotificationRecord>();
  known.set(one.incident, own.set(one.receiver, one));
}
