import type { StoredIncident } from '../../model/incident.ts';
import type { NotificationRecord } from '../../model/notification.ts';
import { type Result, success } from '../../model/result.ts';
import { incidentText } from '../incidents.ts';
import { safeName } from '../safe-name.ts';
import type { Mirror } from './mirror-captures.ts';

/** Incidents in a bucket: beside the captures, each part of a fleet its own. */
const folder = 'incidents';

/** The files of one of them. */
export const incidentName = 'incident.json';
export const notificationsName = 'notifications.json';

/** The part of a fleet that a process is, as a bucket knows it: its successor finds its incidents there. */
export function partFolder(part: string): string {
  return `${folder}/${safeName(part)}/`;
}

/** Uploads who was told of one incident, and that as it stands unless it has not changed, over what the bucket had. */
export async function uploadIncident(
  { client }: Mirror,
  part: string,
  {
    id,
    incident,
    notifications,
  }: {
    readonly id: string;
    readonly incident: StoredIncident | undefined;
    readonly notifications: readonly NotificationRecord[];
  },
  signal: AbortSignal,
): Promise<Result<void>> {
  const at = `${partFolder(part)}${safeName(id)}/`;
  // Who finds the incident must find who was told of it, else he tells them again.
  const files = [
    [notificationsName, `${JSON.stringify(notifications)}\n`],
    ...(incident === undefined ? [] : [[incidentName, incidentText(incident)] as const]),
  ] as const;
  for (const [name, text] of files) {
    const stored = await client.replace(`${at}${name}`, Buffer.from(text), signal);
    if (!stored.ok) return stored;
  }
  return success(undefined);
}

/** Which of these incidents the bucket lacks, or has otherwise: by the length of what is written of them. */
export async function findStale(
  { client }: Mirror,
  part: string,
  incidents: readonly StoredIncident[],
  signal: AbortSignal,
): Promise<Result<readonly StoredIncident[]>> {
  if (incidents.length === 0) return success([]);
  const listed = await client.list(partFolder(part), 'all', signal);
  if (!listed.ok) return listed;
  const sizes = new Map(listed.value.objects.map(({ path, bytes }) => [path, bytes]));
  return success(
    incidents.filter((incident) => {
      const path = `${partFolder(part)}${safeName(incident.id)}/${incidentName}`;
      return sizes.get(path) !== Buffer.byteLength(incidentText(incident));
    }),
  );
}

/** Removes incidents that began before the bucket's time and are gone from the store; answers how many objects went. */
export async function removeOldIncidents(
  { bucket, client, nowMs }: Mirror,
  part: string,
  incidents: readonly StoredIncident[],
  signal: AbortSignal,
): Promise<Result<number>> {
  if (bucket.retentionTimeMs <= 0) return success(0);
  const listed = await client.list(partFolder(part), 'all', signal);
  if (!listed.ok) return listed;
  const here = new Set(incidents.map(({ id }) => safeName(id)));
  const oldestSeconds = (nowMs() - bucket.retentionTimeMs) / 1000;
  let removed = 0;
  for (const { path } of listed.value.objects) {
    const [name = ''] = path.slice(partFolder(part).length).split('/');
    // An id begins with the second in which it became active.
    const beganSeconds = Number(/^(\d+)-/.exec(name)?.[1] ?? Number.NaN);
    if (here.has(name) || !(beganSeconds < oldestSeconds) || signal.aborted) continue;
    const gone = await client.remove(path, signal);
    if (!gone.ok) return gone;
    removed++;
  }
  return success(removed);
}
