import type { StoredIncident } from '../../model/incident.ts';
import type { NotificationRecord } from '../../model/notification.ts';
import type { Snooze } from '../../model/quiet.ts';
import { type Result, success } from '../../model/result.ts';
import { parseIncident } from '../incidents.ts';
import { parseNotification } from '../notification-records.ts';
import type { BucketClient } from './bucket-client.ts';
import {
  incidentName,
  incidentsFolder,
  notificationsName,
  partFolder,
} from './mirror-incidents.ts';
import { recallSnoozes } from './mirror-snoozes.ts';

/** How many are fetched at once, and the most in all: the newest, since what fires is among them. */
const batch = 8;
const mostIncidents = 1_000;

/** What a bucket has of the incidents of one part of a fleet. */
export type RecalledIncidents = {
  /** Oldest first. */
  readonly incidents: readonly StoredIncident[];
  readonly notifications: readonly NotificationRecord[];
  /** Also those that are over. */
  readonly snoozes: readonly Snooze[];
  /** Those that the bucket did not give in time, or at all; none of them: it did not give the snoozes; null: it gave everything. */
  readonly unread: { readonly incidents: number; readonly reason: string } | null;
};

/** Who asks: a part of a fleet that has incidents by these ids. `belongsHere` as of `PartOfFleet`. */
export type Recaller = {
  readonly part: string;
  readonly belongsHere: ((incident: StoredIncident) => boolean) | null;
  readonly known: ReadonlySet<string>;
};

/**
 * The newest thousand incidents that a bucket has for a part of a fleet that knows none, and who was told of each, the
 * newest first: one that is slow until `signal` is aborted, or that fails on the way, has given what came by then. What is
 * damaged is left out; fails where the bucket does not say which there are. A shard that was never there finds what of
 * the deployment's other parts belongs to it: they are of another number of shards.
 */
export async function recallIncidents(
  client: BucketClient,
  { part, belongsHere, known }: Recaller,
  signal: AbortSignal,
): Promise<Result<RecalledIncidents>> {
  const parts = await partsToRead(client, { part, belongsHere, known }, signal);
  if (!parts.ok) return parts;
  const listed = await foldersIn(client, parts.value, signal);
  if (!listed.ok) return listed;
  const [{ recalled, unread }, snoozes] = await Promise.all([
    readNewest(client, listed.value, signal),
    recallSnoozes(client, parts.value, signal),
  ]);
  const own = partFolder(part);
  const wanted = furthest(recalled).filter(
    ({ folder, incident }) =>
      !known.has(incident.id) && (folder.startsWith(own) || belongsHere?.(incident) === true),
  );
  return success({
    incidents: wanted.map(({ incident }) => incident),
    notifications: wanted.flatMap(({ notifications }) => notifications),
    snoozes: snoozes.ok ? snoozes.value : [],
    unread: unread ?? (snoozes.ok ? null : { incidents: 0, reason: snoozes.reason }),
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

/** The folders of the incidents that may be wanted, the newest first. */
async function foldersIn(
  client: BucketClient,
  parts: readonly string[],
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  const all: string[] = [];
  for (const part of parts) {
    const listed = await client.list(part, 'one', signal);
    if (!listed.ok) return listed;
    all.push(...listed.value.folders);
  }
  return success(all.sort(bySecond).slice(-mostIncidents).reverse());
}

/** The folders of its own part, else of those of the same deployment; none for who has been there and knows incidents. */
async function partsToRead(
  client: BucketClient,
  { part, belongsHere, known }: Recaller,
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  const own = partFolder(part);
  if (belongsHere === null) return success(known.size === 0 ? [own] : []);
  const listed = await client.list(`${incidentsFolder}/`, 'one', signal);
  if (!listed.ok) return listed;
  const parts = listed.value.folders;
  if (parts.includes(own)) return success(known.size === 0 ? [own] : []);
  const deployment = part.split('-').at(-1);
  return success(parts.filter((one) => shared.exec(one)?.[1] === deployment));
}

/** Parts that share workloads among them, as `partOf` names them; the group is their deployment. */
const shared = /^incidents\/(?:all|shard-\d+-of-\d+)-([0-9a-f]+)\/$/;

/** Of copies of one incident the one that is over: it has gone on where the other one was left. */
function furthest(recalled: readonly Recalled[]): readonly Recalled[] {
  const byId = new Map<string, Recalled>();
  for (const one of recalled) {
    if (byId.get(one.incident.id)?.incident.state !== 'resolved') byId.set(one.incident.id, one);
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
    client.get(`${folder}${incidentName}`, signal),
    client.get(`${folder}${notificationsName}`, signal),
  ]);
  if (!incident.ok) return incident;
  if (!told.ok) return told;
  const parsed = incident.value === null ? null : parseIncident(textOf(incident.value));
  if (parsed === null) return success(null);
  return success({
    folder,
    incident: parsed,
    notifications: notificationsIn(told.value, parsed.id),
  });
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
function bySecond(one: string, other: string): number {
  const [a = '', b = ''] = [one, other].map((folder) => folder.split('/').at(-2));
  return a.length - b.length || (a < b ? -1 : 1);
}
