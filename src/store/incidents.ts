import { readdirSync, readFileSync } from 'node:fs';
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

/** Whether `incidents/<id>/incident.json` says of this state of an incident, and of no other. */
export function isExported(path: string, incident: StoredIncident): boolean {
  try {
    return readFileSync(incidentFile(path, incident.id), 'utf8') === incidentText(incident);
  } catch {
    return false;
  }
}

/** Writes `incidents/<id>/incident.json` for people; a later state of the same incident takes its place. */
export async function exportIncident(
  path: string,
  incident: StoredIncident,
): Promise<Result<void>> {
  const file = incidentFile(path, incident.id);
  try {
    await writeFileSafely(file, Buffer.from(incidentText(incident)), 'replace');
    return success(undefined);
  } catch (error) {
    return explainFileError(error, `store the incident ${file}`);
  }
}

/** An incident as `incident.json` has it. */
export function incidentText(incident: StoredIncident): string {
  return `${JSON.stringify(incident, null, 2)}\n`;
}

/** The folder of one incident in the store at `path`: whatever its id says, within the store. */
export function incidentFolder(path: string, id: string): string {
  return join(path, incidentsFolder, safeName(id));
}

/** The file of one incident. */
export function incidentFile(path: string, id: string): string {
  return join(incidentFolder(path, id), 'incident.json');
}

/** All incidents that were written for people below `path`, by the time they became active; unreadable ones are left out. */
export function readExports(path: string): Result<readonly StoredIncident[]> {
  const folder = join(path, incidentsFolder);
  let ids: string[];
  try {
    ids = readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return success([]);
    return explainFileError(error, `list the incidents in ${folder}`);
  }
  const read = ids.map((id) => readExport(join(folder, id, 'incident.json')));
  return success(oldestFirst(read.filter((incident) => incident !== null)));
}

/** By the time they became active. */
export function oldestFirst(incidents: readonly StoredIncident[]): readonly StoredIncident[] {
  return incidents.toSorted((a, b) => a.activeAtMs - b.activeAtMs);
}

/** The text of an incident as it was written; null: it is none. */
export function parseIncident(text: string): StoredIncident | null {
  try {
    const read: StoredIncident = JSON.parse(text);
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

function readExport(file: string): StoredIncident | null {
  try {
    return parseIncident(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** What a later process needs to go on with it; records of older versions have none. */
function isMemory(memory: unknown): boolean {
  if (memory === undefined) return true;
  const { told } = Object(memory) as { told?: unknown };
  return (
    hasShape(memory, { firedAtAgeMs: 'number' }) && (told === null || typeof told === 'string')
  );
}
