import { basename, dirname, join } from 'node:path';
import type { Capture } from '../model/capture.ts';
import type { Incident } from '../model/incident.ts';
import { type Result, success } from '../model/result.ts';
import { capturesFolder, descriptionSuffix, isCaptureFile } from './capture-paths.ts';
import type { Held } from './choose-removals.ts';
import { explainFileError } from './explain-file-error.ts';
import { incidentFolder, incidentsFolder, listIncidents } from './incidents.ts';
import { listCaptures } from './list-captures.ts';
import { filesUnder, type WalkedFile } from './walk-folder.ts';

/** A thing that the store holds, and where an incident's own folder is. */
export type Holding = Exclude<Held, { kind: 'incident' }> | HeldIncident;
type HeldIncident = Extract<Held, { kind: 'incident' }> & { readonly folder: string };

/** A profile is a moment older than its description: one as young as this may still get it. */
const strayAfterMs = 10 * 60_000;

/**
 * All that the store at `path` holds, with sizes on disk: captures with their descriptions, incidents
 * with all that lies in their folders, and captures' files that no list shows. Files that are not
 * named as ours are none of our business. What an aborted signal left is not whole: nothing may be
 * concluded from it.
 */
export async function listHoldings(
  path: string,
  nowMs: number,
  signal: AbortSignal,
): Promise<Result<readonly Holding[]>> {
  const captures = await listCaptures(path, {}, signal);
  if (!captures.ok) return captures;
  const incidents = await listIncidents(path);
  if (!incidents.ok) return incidents;
  try {
    const profiles = await filesUnder(join(path, capturesFolder), signal);
    const records = await filesUnder(join(path, incidentsFolder), signal);
    return success([
      ...heldCaptures(captures.value, profiles, nowMs),
      ...heldIncidents(path, incidents.value, records),
    ]);
  } catch (error) {
    return explainFileError(error, `measure the store ${path}`);
  }
}

function heldCaptures(
  captures: readonly Capture[],
  files: readonly WalkedFile[],
  nowMs: number,
): readonly Holding[] {
  const rest = new Map(files.map((file) => [file.path, file]));
  const held = captures.flatMap((capture): Holding[] => {
    // What a description says is text from a file: only what was found within the store is touched.
    const profile = rest.get(capture.path);
    const description = rest.get(`${capture.path}${descriptionSuffix}`);
    if (profile === undefined || description === undefined) return [];
    rest.delete(profile.path);
    rest.delete(description.path);
    return [{ kind: 'capture', capture, bytes: profile.bytes + description.bytes }];
  });
  const strays = [...rest.values()].filter(
    (file) => isCaptureFile(basename(file.path)) && nowMs - file.writtenAtMs > strayAfterMs,
  );
  return [
    ...held,
    ...strays.map(({ path, bytes, writtenAtMs }): Holding => {
      return { kind: 'stray', path, bytes, atMs: writtenAtMs };
    }),
  ];
}

function heldIncidents(
  path: string,
  incidents: readonly Incident[],
  files: readonly WalkedFile[],
): readonly Holding[] {
  const byFolder = Map.groupBy(files, (file) => dirname(file.path));
  return incidents.flatMap((incident): Holding[] => {
    const folder = incidentFolder(path, incident.id);
    const own = byFolder.get(folder);
    if (own === undefined) return [];
    const bytes = own.reduce((sum, file) => sum + file.bytes, 0);
    const writtenAtMs = Math.max(...own.map((file) => file.writtenAtMs));
    return [{ kind: 'incident', incident, folder, bytes, writtenAtMs }];
  });
}
