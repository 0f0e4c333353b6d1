import type { StoredIncident } from '../../model/incident.ts';
import type { NotificationRecord } from '../../model/notification.ts';
import type { Snooze } from '../../model/quiet.ts';
import { type Result, success } from '../../model/result.ts';
import { parseIncident } from '../incidents.ts';
import { parseNotification } from '../notification-records.ts';
import { safeName } from '../safe-name.ts';
import type { BucketClient } from './bucket-client.ts';
import { isFurther } from './further.ts';
import { incidentName, notificationsName, partFolder } from './mirror-incidents.ts';
import { recallSnoozes } from './mirror-snoozes.ts';
import type { PartOfFleet } from './part-of-fleet.ts';
import { planRecall } from './plan-recall.ts';
import { readText } from './read-text.ts';

/** How many are fetched at once. */
const batch = 8;

/** What a bucket has of the incidents of one part of a fleet. */
export type RecalledIncidents = {
  /** Oldest first: those that the part does not know, and those that have gone on elsewhere. */
  readonly incidents: readonly StoredIncident[];
  readonly notifications: readonly NotificationRecord[];
  /** Also those that are over; a book of each part. */
  readonly snoozes: readonly (readonly Snooze[])[];
  /** Those that the bucket did not give in time, or at all; none of them: it did not give the snoozes; null: it gave everything. */
  readonly unread: { readonly incidents: number; readonly reason: string } | null;
  /** What is to be marked as read once this is kept (`read-mark.ts`); null: nothing new. */
  readonly markMs: number | null;
};

/** Who asks: a part of a fleet that has these incidents, by id. */
export type Recaller = PartOfFleet & { readonly known: ReadonlyMap<string, StoredIncident> };

/**
 * What of a bucket's incidents is a part's of a fleet and not known to it (`planRecall`), the newest thousand at most, and
 * who was told of each, the newest first: one that is slow until `signal` is aborted, or that fails on the way, has
 * given what came by then. Of copies of one incident the one counts that has gone on. What is damaged, or lies in the
 * folder of another incident, is left out; fails where the bucket does not say which there are.
 */
export async function recallIncidents(
  client: BucketClient,
  { part, belongsHere, known }: Recaller,
  signal: AbortSignal,
): Promise<Result<RecalledIncidents>> {
  const plan = await planRecall(client, { part, belongsHere, knowsNone: known.size === 0 }, signal);
  if (!plan.ok) return plan;
  const [{ recalled, unread }, snoozes] = await Promise.all([
    readNewest(client, plan.value.folders, signal),
    recallSnoozes(client, plan.value.snoozes, signal),
  ]);
  const own = partFolder(part);
  const ours = recalled.filter(
    ({ folder, incident }) => folder.startsWith(own) || belongsHere?.(incident) === true,
  );
  const wanted = furthestOfEach(ours).filter(({ incident }) => {
    const here = known.get(incident.id);
    return here === undefined || isFurther(incident, here);
  });
  const missing = unread ?? (snoozes.ok ? null : { incidents: 0, reason: snoozes.reason });
  return success({
    incidents: wanted.map(({ incident }) => incident),
    notifications: wanted.flatMap(({ notifications }) => notifications),
    snoozes: snoozes.ok ? snoozes.value : [],
    unread: missing,
    markMs: missing === null ? plan.value.markMs : null,
  });
}

/** Those in these folders, oldest first, as far as they came. */
async function readNewest(
  client: BucketClient,
  folders: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly recalled: readonly Recalled[] } & Pick<RecalledIncidents, 'unread'>> {
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
  return { recalled: recalled.reverse(), unread };
}

function furthestOfEach(recalled: readonly Recalled[]): readonly Recalled[] {
  const byId = new Map<string, Recalled>();
  for (const one of recalled) {
    const other = byId.get(one.incident.id);
    if (other === undefined || isFurther(one.incident, other.incident)) {
      byId.set(one.incident.id, one);
    }
  }
  return [...byId.values()];
}

type Recalled = {
  readonly folder: string;
  readonly incident: StoredIncident;
  readonly notifications: readonly NotificationRecord[];
};

async function readOne(
  client: BucketClient,
  folder: string,
  signal: AbortSignal,
): Promise<Result<Recalled | null>> {
  const [incident, told] = await Promise.all([
    readText(client, `${folder}${incidentName}`, signal),
    readText(client, `${folder}${notificationsName}`, signal),
  ]);
  if (!incident.ok) return incident;
  if (!told.ok) return told;
  const parsed = incident.value === null ? null : parseIncident(incident.value);
  // What stands in a bucket is text from outside: nobody's record takes the place of another one's.
  if (parsed === null || !folder.endsWith(`/${safeName(parsed.id)}/`)) return success(null);
  return success({
    folder,
    incident: parsed,
    notifications: notificationsIn(told.value, parsed.id),
  });
}

function notificationsIn(text: string | null, id: string): readonly NotificationRecord[] {
  if (text === null) return [];
  try {
    const read: unknown = JSON.parse(text);
    return (Array.isArray(read) ? read : [])
      .map((one) => parseNotification(JSON.stringify(one), Number(one?.atMs)))
      .filter((one): one is NotificationRecord => one !== null && one.incident === id);
  } catch {
    return [];
  }
}
