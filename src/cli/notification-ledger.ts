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
): Ledger & { readonly incidents: () => ReadonlySet<string> } {
  const left = new Map<string, Set<string>>();
  const listed = store.listNotifications();
  for (const { incident, receiver, state } of listed.ok ? listed.value : []) {
    if (state !== 'owed') continue;
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
      await store.putNotifications(receivers.map((receiver) => record(alert, receiver, 'owed')));
    },
    settle: (alert, receiver, how) => {
      const owed = newest.get(keyOf(alert, receiver));
      const isLeft = left.get(alert.incident.id)?.has(receiver) ?? false;
      if (owed === undefined ? !isLeft : owed !== alert) return;
      newest.delete(keyOf(alert, receiver));
      left.get(alert.incident.id)?.delete(receiver);
      void store.putNotifications([record(alert, receiver, how)]);
    },
    owed: (incident) => left.get(incident) ?? new Set(),
    incidents: () => new Set(left.keys()),
  };
}

function keyOf({ incident }: Alert, receiver: string): string {
  return `${incident.id} ${receiver}`;
}
