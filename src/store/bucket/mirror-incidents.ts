import { createHash } from 'node:crypto';
import type { StoredIncident } from '../../model/incident.ts';
import type { NotificationRecord } from '../../model/notification.ts';
import { type Result, success } from '../../model/result.ts';
import { incidentText } from '../incidents.ts';
import { safeName } from '../safe-name.ts';
import type { Mirror } from './mirror-captures.ts';

/** Incidents in a bucket: beside the captures, each part of a fleet its own. */
export const incidentsFolder = 'incidents';

/** The files of one of them. */
export const incidentName = 'incident.json';
export const notificationsName = 'notifications.json';

/** The part of a fleet that a process is, as a bucket knows it: its successor finds its incidents there. */
export function partFolder(part: string): string {
  return `${incidentsFolder}/${safeName(part)}/`;
}

/** An incident, where it has changed, and who was told of it. */
export type IncidentUpload = {
  readonly id: string;
  readonly incident: StoredIncident | undefined;
  readonly notifications: readonly NotificationRecord[];
};

/** Uploads who was told of one incident, and that as it stands unless it has not changed, over what the bucket had. */
export async function uploadIncident(
  { client }: Mirror,
  part: string,
  about: IncidentUpload,
  signal: AbortSignal,
): Promise<Result<void>> {
  for (const [path, text] of filesOf(part, about)) {
    const stored = await client.replace(path, Buffer.from(text), signal);
    if (!stored.ok) return stored;
  }
  return success(undefined);
}

/**
 * The ids of those that the bucket lacks, or has otherwise by the length of what is written of them. `exactly`: also those
 * that it may have otherwise at the same length, which are all whose checksum it does not tell.
 */
export async function findStale(
  { client }: Mirror,
  part: string,
  incidents: readonly (IncidentUpload & { readonly incident: StoredIncident })[],
  exactly: boolean,
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  if (incidents.length === 0) return success([]);
  const listed = await client.list(partFolder(part), 'all', signal);
  if (!listed.ok) return listed;
  const there = new Map(listed.value.objects.map((object) => [object.path, object]));
  const isStale = ([path, text]: readonly [string, string]) => {
    const object = there.get(path);
    if (object?.bytes !== Buffer.byteLength(text)) return true;
    return exactly && object.etag !== createHash('md5').update(text).digest('hex');
  };
  const stale = incidents.filter((about) => filesOf(part, about).some(isStale));
  return success(stale.map(({ id }) => id));
}

/** The files of an incident in a bucket, by path. Who finds the incident must find who was told of it, else he tells them again. */
function filesOf(
  part: string,
  { id, incident, notifications }: IncidentUpload,
): readonly (readonly [string, string])[] {
  const at = `${partFolder(part)}${safeName(id)}/`;
  const sorted = notifications.toSorted((a, b) => (a.receiver < b.receiver ? -1 : 1));
  const told = [`${at}${notificationsName}`, `${JSON.stringify(sorted)}\n`] as const;
  if (incident === undefined) return [told];
  // In the order in which a store reads it back, so that its successor finds the same bytes.
  // That it is doubted is this store's affair.
  const { timeline, isDoubted: _, ...others } = incident;
  const text = incidentText(timeline === undefined ? others : { ...others, timeline });
  return [told, [`${at}${incidentName}`, text]];
}
