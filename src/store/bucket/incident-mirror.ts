import type { StoredIncident } from '../../model/incident.ts';
import { mergeSnoozes } from '../../model/merge-snoozes.ts';
import type { NotificationRecord } from '../../model/notification.ts';
import type { Snooze } from '../../model/quiet.ts';
import { type Result, success } from '../../model/result.ts';
import type { Store } from '../store.ts';
import type { Mirror } from './mirror-captures.ts';
import { findStale, partFolder, uploadIncident } from './mirror-incidents.ts';
import { uploadSnoozes } from './mirror-snoozes.ts';
import type { PartOfFleet } from './part-of-fleet.ts';
import { placedHere } from './placed-here.ts';
import { putMark } from './read-mark.ts';
import { type RecalledIncidents, recallIncidents } from './recall-incidents.ts';
import { removeOldIncidents } from './remove-old-incidents.ts';
import { ToldByIncident } from './told-by-incident.ts';
import type { UploadQueue } from './upload-queue.ts';

/** How many incidents came from the bucket, and what did not. */
export type Recalled = {
  /** By id: they are in the store now. */
  readonly incidents: readonly string[];
  /** How many are of rules that nobody here knows: another deployment's, as far as one can tell. They stay as they are. */
  readonly others: number;
} & Pick<RecalledIncidents, 'unread'>;

/** What an incident waits under among the captures that are to be uploaded. */
const prefix = 'incidents/';

/** What the snoozes wait under, all in one. */
const snoozesItem = 'snoozes';

/** What the mark waits under of how far other parts were read: after the incidents that came from there. */
const markItem = 'read-up-to';

/** At a start and once a day the incidents of all parts are looked through for old ones, each hour those of its own. */
const everywhereEvery = 24;

/** What uploads, one after the other. */
type Queue = Pick<UploadQueue, 'add' | 'isWaiting'>;

/**
 * The incidents of a store in a bucket: each as it stands when its turn comes, with who was told of it. One that changes
 * while it is under way goes again at once.
 */
export class IncidentMirror {
  readonly #store: Store;
  readonly #mirror: Mirror;
  readonly #part: string;
  readonly #belongsHere: PartOfFleet['belongsHere'];
  readonly #queue: () => Queue;
  /** Those that wait for their turn, by id. */
  readonly #waiting = new Map<string, StoredIncident>();
  readonly #told: ToldByIncident;
  /** By id: how often it has changed since it was last uploaded. */
  readonly #changes = new Map<string, number>();
  /** Changed when the queue was full: the next comparison queues them, whatever the bucket has. */
  readonly #dropped = new Set<string>();
  /** Gone from the store before the bucket had heard how they ended. */
  readonly #gone = new Set<string>();
  /** Whether what the process before this one has left was compared byte by byte. */
  #isCompared = false;
  #removals = 0;
  /** Up to when other parts were read, until that is marked there; null: nothing is to be marked. */
  #markMs: number | null = null;

  constructor(
    store: Store,
    mirror: Mirror,
    { part, belongsHere }: PartOfFleet,
    queue: () => Queue,
  ) {
    this.#store = store;
    this.#told = new ToldByIncident(store);
    this.#mirror = mirror;
    this.#part = part;
    this.#belongsHere = belongsHere;
    this.#queue = queue;
  }

  /** An incident has changed: it is queued. */
  changed(incident: StoredIncident): void {
    this.#waiting.set(incident.id, incident);
    this.#add(incident.id);
  }

  /** Somebody was told of incidents, or is owed that: they are queued. */
  told(notifications: readonly NotificationRecord[]): void {
    this.#told.add(notifications);
    for (const id of new Set(notifications.map(({ incident }) => incident))) this.#add(id);
  }

  /**
   * An incident goes from the store; the bucket keeps it for its own time, and as it ended: what waits for its turn is
   * uploaded all the same. To be called while the store still knows who was told of it.
   */
  removed(id: string): void {
    this.#dropped.delete(id);
    if (this.#changes.has(id)) {
      this.#told.read();
      this.#gone.add(id);
    } else this.#forget(id);
  }

  /** Who is snoozed has changed: that is queued. */
  snoozed(): void {
    this.#queue().add(snoozesItem);
  }

  /** Queues the snoozes, if there are any: none may be a disk that is new, and what the bucket has stays. */
  queueSnoozes(): void {
    const snoozes = this.#store.listSnoozes();
    if (snoozes.ok && snoozes.value.length > 0) this.snoozed();
  }

  /** Uploads what was queued; null: it is nothing of incidents. */
  upload(path: string, signal: AbortSignal): Promise<Result<void>> | null {
    if (path === markItem) return this.#uploadMark(signal);
    if (path === snoozesItem) {
      const snoozes = this.#store.listSnoozes();
      if (!snoozes.ok) return Promise.resolve(snoozes);
      const folder = partFolder(this.#part);
      return uploadSnoozes(this.#mirror.client, folder, snoozes.value, signal);
    }
    return path.startsWith(prefix) ? this.#upload(path.slice(prefix.length), signal) : null;
  }

  async #uploadMark(signal: AbortSignal): Promise<Result<void>> {
    const markMs = this.#markMs;
    if (markMs === null) return success(undefined);
    const put = await putMark(this.#mirror.client, partFolder(this.#part), markMs, signal);
    if (put.ok) this.#markMs = null;
    return put;
  }

  async #upload(id: string, signal: AbortSignal): Promise<Result<void>> {
    for (;;) {
      const before = this.#changes.get(id);
      const about = { id, incident: this.#waiting.get(id), notifications: this.#told.of(id) };
      const uploaded = await uploadIncident(this.#mirror, this.#part, about, signal);
      if (!uploaded.ok) return uploaded;
      if (this.#changes.get(id) !== before) continue;
      this.#changes.delete(id);
      this.#waiting.delete(id);
      if (about.incident !== undefined) this.#dropped.delete(id);
      if (this.#gone.has(id)) this.#forget(id);
      return success(undefined);
    }
  }

  /** Queues the incidents that the bucket lacks or has otherwise. */
  async queueStale(signal: AbortSignal): Promise<Result<void>> {
    const incidents = this.#store.listIncidents();
    if (!incidents.ok) return incidents;
    const all = incidents.value.map((incident) => {
      const { id } = incident;
      return { id, incident, notifications: this.#told.of(id) };
    });
    const stale = await findStale(this.#mirror, this.#part, all, !this.#isCompared, signal);
    if (!stale.ok) return stale;
    this.#isCompared = true;
    // What has changed meanwhile is newer than what was compared.
    const now = this.#store.listIncidents();
    if (!now.ok) return now;
    const ids = new Set([...stale.value, ...this.#dropped]);
    for (const incident of now.value) {
      if (ids.has(incident.id) && !this.#queue().isWaiting(nameOf(incident.id))) {
        this.changed(incident);
      }
    }
    const known = new Set(now.value.map(({ id }) => id));
    for (const id of this.#dropped) if (!known.has(id)) this.#dropped.delete(id);
    if (this.#markMs !== null) this.#queue().add(markItem);
    return success(undefined);
  }

  /** Removes what is older than the bucket keeps and gone from the store. */
  removeOld(signal: AbortSignal): Promise<Result<number>> {
    const incidents = this.#store.listIncidents();
    if (!incidents.ok) return Promise.resolve(incidents);
    // A thousand pods that each hour list what all of them have would be a million lists.
    const everywhere = this.#removals % everywhereEvery === 0;
    this.#removals += 1;
    const whose = { part: this.#part, incidents: incidents.value, everywhere };
    return removeOldIncidents(this.#mirror, whose, signal);
  }

  /**
   * Fetches what the bucket has of these rules and the store does not: on a new disk its own, and what parts of another number
   * of shards have left for it since it asked last. What fires there is doubted until a target of its workload is found.
   */
  async recall(rules: ReadonlySet<string>, signal: AbortSignal): Promise<Result<Recalled>> {
    const known = this.#store.listIncidents();
    if (!known.ok) return known;
    const byId = new Map(known.value.map((incident) => [incident.id, incident]));
    const recalled = await recallIncidents(
      this.#mirror.client,
      { part: this.#part, belongsHere: this.#belongsHere, known: byId },
      signal,
    );
    if (!recalled.ok) return recalled;
    const { unread, markMs } = recalled.value;
    const incidents = recalled.value.incidents
      .filter(({ rule }) => rules.has(rule))
      .map((incident) => placedHere(this.#store.path, incident));
    const own = new Set(incidents.map(({ id }) => id));
    const notifications = recalled.value.notifications.filter(({ incident }) => own.has(incident));
    const stored = await Promise.all([
      ...incidents.map((incident) => this.#store.putIncident(incident)),
      this.#store.putNotifications(notifications),
      this.#recallSnoozes(recalled.value.snoozes),
    ]);
    if (stored.every(({ ok }) => ok)) this.#markMs = markMs;
    return (
      stored.find((one) => !one.ok) ??
      success({
        incidents: [...own],
        others: recalled.value.incidents.length - incidents.length,
        unread,
      })
    );
  }

  async #recallSnoozes(books: readonly (readonly Snooze[])[]): Promise<Result<void>> {
    const own = this.#store.listSnoozes();
    if (!own.ok) return own;
    const merged = mergeSnoozes([own.value, ...books], this.#mirror.nowMs());
    const before = new Map(own.value.map(({ id, untilMs }) => [id, untilMs]));
    if (merged.every(({ id, untilMs }) => before.get(id) === untilMs)) return success(undefined);
    return this.#store.putSnoozes(merged);
  }

  #add(id: string): void {
    this.#changes.set(id, (this.#changes.get(id) ?? 0) + 1);
    if (this.#queue().add(nameOf(id))) return;
    this.#changes.delete(id);
    this.#waiting.delete(id);
    if (this.#gone.has(id)) this.#forget(id);
    else this.#dropped.add(id);
  }

  #forget(id: string): void {
    this.#gone.delete(id);
    this.#told.forget(id);
  }
}

function nameOf(id: string): string {
  return `${prefix}${id}`;
}
