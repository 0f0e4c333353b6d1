import type { NotificationRecord } from '../model/notification.ts';
import type { Alert } from '../model/receiver.ts';
import type { Ledger } from '../notify/ledger.ts';
import type { Store } from '../store/store.ts';

/**
 * The ledger in the store. What an earlier process owed is read once, at the start; `incidents` are those of which
 * somebody has not been told.
 */
export function notificationLedger(
  store: Pick<Store, 'putNotifications' | 'listNotifications'>,
  nowMs: () => number,
): Ledger & {
  readonly incidents: () => ReadonlySet<string>;
  /** All that is owed now, the one that has waited longest first. */
  readonly owing: () => readonly NotificationRecord[];
} {
  /** By incident and receiver: what each has still to be told, since when. */
  const owing = new Map<string, Map<string, NotificationRecord>>();
  const keep = (one: NotificationRecord) => {
    owing.set(one.incident, (owing.get(one.incident) ?? new Map()).set(one.receiver, one));
  };
  const listed = store.listNotifications();
  for (const one of listed.ok ? listed.value : []) if (one.state === 'owed') keep(one);
  const leftAtStart: ReadonlySet<string> = new Set(owing.keys());
  /** By incident and receiver: what it was last to be told. That it has taken something older settles nothing. */
  const newest = new Map<string, Alert>();
  const record = (
    { incident, status }: Alert,
    receiver: string,
    state: NotificationRecord['state'],
  ) => {
    return { incident: incident.id, receiver, status, state, atMs: nowMs() };
  };
  const letGo = (alert: Alert, receiver: string) => {
    const { id } = alert.incident;
    newest.delete(keyOf(alert, receiver));
    owing.get(id)?.delete(receiver);
    if (owing.get(id)?.size === 0) owing.delete(id);
  };
  return {
    owe: async (alert, receivers) => {
      const { id } = alert.incident;
      const others = [...(owing.get(id)?.keys() ?? [])].filter((one) => !receivers.includes(one));
      const records = [
        ...others.map((receiver) => record(alert, receiver, 'refused')),
        ...receivers.map((receiver) => record(alert, receiver, 'owed')),
      ];
      for (const receiver of others) letGo(alert, receiver);
      for (const one of records.filter(({ state }) => state === 'owed')) {
        newest.set(keyOf(alert, one.receiver), alert);
        const before = owing.get(id)?.get(one.receiver);
        // News of the same kind does not make who waits younger.
        const atMs = before?.status === one.status ? before.atMs : one.atMs;
        keep({ ...one, atMs });
      }
      if (records.length > 0) await store.putNotifications(records);
    },
    settle: (alert, receiver, how) => {
      const owed = newest.get(keyOf(alert, receiver));
      const isOwed = owing.get(alert.incident.id)?.has(receiver) ?? false;
      if (!isOwed || (owed !== undefined && owed !== alert)) return;
      letGo(alert, receiver);
      void store.putNotifications([record(alert, receiver, how)]);
    },
    owed: (incident) => new Set(owing.get(incident)?.keys()),
    incidents: () => leftAtStart,
    owing: () =>
      [...owing.values()].flatMap((of) => [...of.values()]).sort((a, b) => a.atMs - b.atMs),
  };
}

function keyOf({ incident }: Alert, receiver: string): string {
  return `${incident.id} ${receiver}`;
}
