import type { NotificationRecord } from '../model/notification.ts';
import { hasShape } from './has-shape.ts';
import type { RecordChange } from './record-book.ts';

const shape = {
  incident: 'string',
  receiver: 'string',
  status: 'string',
  state: 'string',
} as const;

/** How a receiver stands to an incident, as a record. */
export function notificationRecord({ atMs, ...about }: NotificationRecord): RecordChange {
  return {
    kind: 'notification',
    key: `${about.incident} ${about.receiver}`,
    atMs,
    value: JSON.stringify(about),
  };
}

/** The record of a notification as it was written; null: it is none. */
export function parseNotification(text: string, atMs: number): NotificationRecord | null {
  try {
    const read: NotificationRecord = JSON.parse(text);
    const isOne =
      hasShape(read, shape) &&
      ['firing', 'resolved'].includes(read.status) &&
      ['owed', 'told', 'refused'].includes(read.state);
    return isOne ? { ...read, atMs } : null;
  } catch {
    return null;
  }
}
