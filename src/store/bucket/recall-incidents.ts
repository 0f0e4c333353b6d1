import type { StoredIncident } from '../../model/incident.ts';
import type { NotificationRecord } from '../../model/notification.ts';
import { type Result, success } from '../../model/result.ts';
import { parseIncident } from '../incidents.ts';
import { parseNotification } from '../notification-records.ts';
import type { BucketClient } from './bucket-client.ts';
import { incidentName, notificationsName, partFolder } from './mirror-incidents.ts';

/** How many are fetched at once, and the most in all: the newest, since what fires is among them. */
const batch = 8;
const mostIncidents = 1_000;

/** What a bucket has of the incidents of one part of a fleet. */
export type RecalledIncidents = {
  /** Oldest first. */
  readonly incidents: readonly StoredIncident[];
  readonly notifications: readonly NotificationRecord[];
  /** Those that the bucket did not give in time, or at all; null: it gave every one. */
  readonly unread: { readonly incidents: number; readonly reason: string } | null;
};

/**
 * The newest thousand incidents that a bucket has of one part of a fleet, and who was told of each, the newest first: one
 * that is slow until `signal` is aborted, or that fails on the way, has given what came by then. What is damaged is
 * left out; fails where the bucket does not say which there are.
 */
export async function recallIncidents(
  client: BucketClient,
  part: string,
  signal: AbortSignal,
): Promise<Result<RecalledIncidents>> {
  const listed = await client.list(partFolder(part), 'one', signal);
  if (!listed.ok) return listed;
  const folders = [...listed.value.folders].sort(bySecond).slice(-mostIncidents).reverse();
  const recalled: Recalled[] = [];
  let unread: RecalledIncidents['unread'] = null;
  for (let from = 0; from < folders.length && unread === null; from += batch) {
    const asked = folders.slice(from, from + batch);
    const read = await Promise.all(asked.map((folder) => readOne(client, folder, signal)));
    const failed = read.filter((one) => !one.ok);
    for (const one of read) if (one.ok && one.value !== null) recalled.push(one.value);
    const rest = folders.length - from - asked.length;
    if (failed[0] !== undefined) {
      unread = { incidents: failed.length + rest, reason: failed[0].reason };
    }
  }
  recalled.reverse();
  return success({
    incidents: recalled.map(({ incident }) => incident),
    notifications: recalled.flatMap(({ notifications }) => notifications),
    unread,
  });
}

type Recalled = {
  readonly incident: StoredIncident;
  readonly notifications: readonly NotificationRecord[];
};

async function readOne(
  client: BucketClient,
  folder: string,
  signal: AbortSignal,
): Promise<Result<Recalled | null>> {
  const [incident, told] = await Promise.all([
    client.get(`${folder}${incidentName}`, signal),
    client.get(`${folder}${notificationsName}`, signal),
  ]);
  if (!incident.ok) return incident;
  if (!told.ok) return told;
  const parsed = incident.value === null ? null : parseIncident(textOf(incident.value));
  if (parsed === null) return success(null);
  return success({ incident: parsed, notifications: notificationsIn(told.value, parsed.id) });
}

function notificationsIn(bytes: Uint8Array | null, id: string): readonly NotificationRecord[] {
  if (bytes === null) return [];
  try {
    const read: unknown = JSON.parse(textOf(bytes));
    return (Array.isArray(read) ? read : [])
      .map((one) => parseNotification(JSON.stringify(one), Number(one?.atMs)))
      .filter((one): one is NotificationRecord => one !== null && one.incident === id);
  } catch {
    return [];
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

/** Ids begin with a second of as many digits for a long time; then more of them are later. */
function bySecond(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}
