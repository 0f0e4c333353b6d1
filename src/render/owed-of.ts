import type { NotificationRecord } from '../model/notification.ts';

/** What of an incident has still to be told, the one that has waited longest first. */
export function owedOf(
  owed: readonly NotificationRecord[],
  incidentId: string,
): readonly NotificationRecord[] {
  return owed.filter(({ incident, state }) => incident === incidentId && state === 'owed');
}
