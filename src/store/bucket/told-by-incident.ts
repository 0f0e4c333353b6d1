import type { NotificationRecord } from '../../model/notification.ts';
import type { Store } from '../store.ts';

/** Who was told of which incident, or is owed that, the newest of each receiver; read from the store once. */
export class ToldByIncident {
  readonly #store: Pick<Store, 'listNotifications'>;
  /** By incident and receiver; null: it has not been read yet. */
  #known: Map<string, Map<string, NotificationRecord>> | null = null;

  constructor(store: Pick<Store, 'listNotifications'>) {
    this.#store = store;
  }

  add(notifications: readonly NotificationRecord[]): void {
    const known = this.read();
    for (const one of notifications) addTo(known, one);
  }

  of(id: string): readonly NotificationRecord[] {
    return [...(this.read().get(id)?.values() ?? [])];
  }

  forget(id: string): void {
    this.#known?.delete(id);
  }

  /** What the store has, if that has not been read yet. */
  read(): Map<string, Map<string, NotificationRecord>> {
    if (this.#known !== null) return this.#known;
    const known = new Map<string, Map<string, NotificationRecord>>();
    const listed = this.#store.listNotifications();
    for (const one of listed.ok ? listed.value : []) addTo(known, one);
    this.#known = known;
    return known;
  }
}

function addTo(known: Map<string, Map<string, NotificationRecord>>, one: NotificationRecord): void {
  const own = known.get(one.incident) ?? new Map<string, NotificationRecord>();
  known.set(one.incident, own.set(one.receiver, one));
}
