import type { StoredIncident } from '../../model/incident.ts';
import { type Result, success } from '../../model/result.ts';
import { safeName } from '../safe-name.ts';
import type { Mirror } from './mirror-captures.ts';
import { incidentsFolder, partFolder } from './mirror-incidents.ts';
import type { BucketObject } from './parse-list.ts';

/** Whose incidents are looked through. */
export type Whose = {
  readonly part: string;
  /** What that part has in its store: it stays. */
  readonly incidents: readonly StoredIncident[];
  /** Also those of all other parts. */
  readonly everywhere: boolean;
};

/**
 * Removes incidents that began, and were last written, before the bucket's time; of every part now and then, since a part
 * may be gone (a pod's goes with it). One that still goes on elsewhere comes back with the next comparison there, and
 * stays for as long again. Answers how many objects went.
 */
export async function removeOldIncidents(
  { bucket, client, nowMs }: Mirror,
  { part, incidents, everywhere }: Whose,
  signal: AbortSignal,
): Promise<Result<number>> {
  if (bucket.retentionTimeMs <= 0) return success(0);
  const own = partFolder(part);
  const listed = await client.list(everywhere ? `${incidentsFolder}/` : own, 'all', signal);
  if (!listed.ok) return listed;
  const here = new Set(incidents.map(({ id }) => `${own}${safeName(id)}`));
  const oldestMs = nowMs() - bucket.retentionTimeMs;
  const old = [...byIncident(listed.value.objects)]
    .filter(([folder, objects]) => !here.has(folder) && isOld(folder, objects, oldestMs))
    .flatMap(([, objects]) => objects);
  let removed = 0;
  for (const { path } of old) {
    if (signal.aborted) break;
    const gone = await client.remove(path, signal);
    if (!gone.ok) return gone;
    removed++;
  }
  return success(removed);
}

/** `incidents/<part>/<id>` → its objects; other objects are nobody's. */
function byIncident(objects: readonly BucketObject[]): Map<string, BucketObject[]> {
  const found = new Map<string, BucketObject[]>();
  for (const object of objects) {
    const [, folder] = /^(incidents\/[^/]+\/[^/]+)\/[^/]+$/.exec(object.path) ?? [];
    if (folder === undefined) continue;
    const own = found.get(folder);
    if (own === undefined) found.set(folder, [object]);
    else own.push(object);
  }
  return found;
}

function isOld(folder: string, objects: readonly BucketObject[], oldestMs: number): boolean {
  // An id begins with the second in which it became active; what has none is never old.
  const began = /^incidents\/[^/]+\/(\d+)-/.exec(folder)?.[1];
  if (began === undefined || Number(began) * 1000 >= oldestMs) return false;
  return objects.every(({ modifiedAtMs }) => modifiedAtMs < oldestMs);
}
