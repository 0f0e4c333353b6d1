import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IncidentState, StoredIncident } from '../model/incident.ts';
import { type Result, success } from '../model/result.ts';
import { explainFileError } from './explain-file-error.ts';
import { hasShape } from './has-shape.ts';
import { safeName } from './safe-name.ts';
import { writeFileSafely } from './write-file-safely.ts';

/** The folder of all incidents. */
export const incidentsFolder = 'incidents';

/** What makes a stored record an incident; its inner parts are as this program wrote them. */
const shape = {
  id: 'string',
  rule: 'string',
  workload: 'string',
  targetId: 'string',
  state: 'string',
  activeAtMs: 'number',
  firedAtMs: 'number?',
  resolvedAtMs: 'number?',
  verdict: 'object',
  captures: 'objects',
  diffs: 'objects',
  culprits: 'objects',
  labels: 'strings',
  annotations: 'strings',
} as const;
const pointShape = { atMs: 'number', floor: 'number', peak: 'number' } as const;
const endShape = { atMs: 'number', cause: 'string', inferred: 'boolean' } as const;
const states: readonly string[] = [
  'inactive',
  'pending',
  'firing',
  'resolved',
] satisfies IncidentState[];

/** Writes `incidents/<id>/incident.json`; a later state of the same incident takes its place. */
export async function putIncident(path: string, incident: StoredIncident): Promise<Result<void>> {
  const file = join(incidentFolder(path, incident.id), 'incident.json');
  try {
    const text = `${JSON.stringify(incident, null, 2)}\n`;
    await writeFileSafely(file, Buffer.from(text), 'replace');
    return success(undefined);
  } catch (error) {
    return explainFileError(error, `store the incident ${file}`);
  }
}

/** The folder of one incident in the store at `path`: whatever its id says, within the store. */
export function incidentFolder(path: string, id: string): string {
  return join(path, incidentsFolder, safeName(id));
}

/** All incidents of the store at `path`, by the time they became active; unreadable ones are left out. */
export async function listIncidents(path: string): Promise<Result<readonly StoredIncident[]>> {
  const folder = join(path, incidentsFolder);
  let ids: string[];
  try {
    ids = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return success([]);
    return explainFileError(error, `list the incidents in ${folder}`);
  }
  const read = await Promise.all(ids.map((id) => readIncident(join(folder, id, 'incident.json'))));
  const incidents = read.filter((incident) => incident !== null);
  return success(incidents.sort((a, b) => a.activeAtMs - b.activeAtMs));
}

async function readIncident(file: string): Promise<StoredIncident | null> {
  try {
    const read: StoredIncident = JSON.parse(await readFile(file, 'utf8'));
    const isIncident = hasShape(read, shape) && states.includes(read.state);
    return isIncident && isMemory(read.memory) ? withDrawable(read) : null;
  } catch {
    return null;
  }
}

/** Without its timeline where that cannot be drawn: there is more to an incident. */
function withDrawable({ timeline, ...incident }: StoredIncident): StoredIncident {
  const isDrawable =
    hasShape(timeline, { signal: 'string', points: 'objects', lifeEnds: 'objects' }) &&
    timeline?.points.every((point) => hasShape(point, pointShape)) &&
    timeline.lifeEnds.every((end) => hasShape(end, endShape));
  return timeline !== undefined && isDrawable ? { ...incident, timeline } : incident;
}

/** What a later process needs to go on with it; records of older versions have none. */
function isMemory(memory: unknown): boolean {
  if (memory === undefined) return true;
  const { told } = Object(memory) as { told?: unknown };
  return (
    hasShape(memory, { firedAtAgeMs: 'number' }) && (told === null || typeof told === 'string')
  );
}
