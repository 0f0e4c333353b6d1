import { type Result, success } from '../model/result.ts';
import type { Held } from './choose-removals.ts';
import { notificationRecord } from './notification-records.ts';
import type { RecordKind } from './record-book.ts';
import type { Store } from './store.ts';

/**
 * Records from before `untilMs` that nothing ever reads: incidents, snoozes and notifications that are none, and
 * notifications whose incident is gone. What is known of a workload is written over or grows old by itself.
 */
export function strayRecords(
  store: Pick<Store, 'recordSizes' | 'listIncidents' | 'listSnoozes' | 'listNotifications'>,
  untilMs: number,
): Result<readonly Held[]> {
  const incidents = store.listIncidents();
  if (!incidents.ok) return incidents;
  const snoozes = store.listSnoozes();
  if (!snoozes.ok) return snoozes;
  const notifications = store.listNotifications();
  if (!notifications.ok) return notifications;
  const ids = new Set(incidents.value.map(({ id }) => id));
  const ofIncidents = notifications.value.filter(({ incident }) => ids.has(incident));
  const readable: readonly (readonly [RecordKind, ReadonlySet<string>])[] = [
    ['incident', ids],
    ['snooze', new Set(snoozes.value.map(({ id }) => id))],
    ['notification', new Set(ofIncidents.map((one) => notificationRecord(one).key))],
  ];
  const strays: Held[] = [];
  for (const [kind, keys] of readable) {
    const sizes = store.recordSizes(kind);
    if (!sizes.ok) return sizes;
    for (const { key, atMs, bytes } of sizes.value) {
      if (keys.has(key) || atMs > untilMs) continue;
      strays.push({ kind: 'stray-record', record: { kind, key }, atMs, bytes });
    }
  }
  return success(strays);
}
