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
  const left = new Map<string, Set<string>>();
  /** By incident and receiver: what each has still to be told, since when. */
  const owing = new Map<string, NotificationRecord>();
  const listed = store.listNotifications();
  for (const one of listed.ok ? listed.value : []) {
    const { incident, receiver, state } = one;
    if (state !== 'owed') continue;
    owing.set(`${incident} ${receiver}`, one);
    left.set(incident, (left.get(incident) ?? new Set()).add(receiver));
  }
  /** By incident and receiver: what it was last to be told. That it has taken something older settles nothing. */
  const newest = new Map<string, Alert>();
  const record = (
    { incident, status }: Alert,
    receiver: string,
    state: NotificationRecord['state'],
  ) => {
    return { incident: incident.id, receiver, status, state, atMs: nowMs() };
  };
  return {
    owe: async (alert, receivers) => {
      for (const receiver of receivers) newest.set(keyOf(alert, receiver), alert);
      const records = receivers.map((receiver) => record(alert, receiver, 'owed'));
      for (const one of records) {
        const before = owing.get(keyOf(alert, one.receiver));
        // News of the same kind does not make who waits younger.
        const atMs = before?.status === one.status ? before.atMs : one.atMs;
        owing.set(keyOf(alert, one.receiver), { ...one, atMs });
      }
      await store.putNotifications(records);
    },
    settle: (alert, receiver, how) => {
      const owed = newest.get(keyOf(alert, receiver));
      const isLeft = left.get(alert.incident.id)?.has(receiver) ?? false;
      if (owed === undefined ? !isLeft : owed !== alert) return;
      newest.delete(keyOf(alert, receiver));
      owing.delete(keyOf(alert, receiver));
      left.get(alert.incident.id)?.delete(receiver);
      void store.putNotifications([record(alert, receiver, how)]);
    },
    owed: (incident) => left.get(incident) ?? new Set(),
    incidents: () => new Set(left.keys()),
    owing: () => [...owing.values()].sort((a, b) => a.atMs - b.atMs),
  };
}

function keyOf({ incident }: Alert, receiver: string): string {
  return `${incident.id} ${receiver}`;
}
