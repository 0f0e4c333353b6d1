import { basename, dirname, join } from 'node:path';
import type { Capture } from '../model/capture.ts';
import type { Incident } from '../model/incident.ts';
import { type Result, success } from '../model/result.ts';
import { capturesFolder, descriptionSuffix, isCaptureFile } from './capture-paths.ts';
import type { Held } from './choose-removals.ts';
import { explainFileError } from './explain-file-error.ts';
import { incidentFolder, incidentsFolder } from './incidents.ts';
import { listCaptures } from './list-captures.ts';
import type { RecordSize } from './record-book.ts';
import type { Store } from './store.ts';
import { strayRecords } from './stray-records.ts';
import { filesUnder, type WalkedFile } from './walk-folder.ts';

/** A profile is a moment older than its description: one as young as this may still get it. So it is with records. */
const strayAfterMs = 10 * 60_000;

type HoldingStore = Pick<Store, 'path' | 'listIncidents' | 'recordSizes'> &
  Parameters<typeof strayRecords>[0];

/**
 * All that the store at `path` holds, with sizes on disk: captures with their descriptions, incidents
 * with all that lies in their folders, what is known of workloads, and captures' files and records that no list shows. Files that are not
 * named as ours are none of our business. What an aborted signal left is not whole: nothing may be
 * concluded from it.
 */
export async function listHoldings(
  store: HoldingStore,
  nowMs: number,
  signal: AbortSignal,
): Promise<Result<readonly Held[]>> {
  const { path, listIncidents, recordSizes } = store;
  const captures = await listCaptures(path, {}, signal);
  if (!captures.ok) return captures;
  const incidents = listIncidents();
  if (!incidents.ok) return incidents;
  const sizes = recordSizes('incident');
  if (!sizes.ok) return sizes;
  const workloads = recordSizes('workload');
  if (!workloads.ok) return workloads;
  const strays = strayRecords(store, nowMs - strayAfterMs);
  if (!strays.ok) return strays;
  try {
    const profiles = await filesUnder(join(path, capturesFolder), signal);
    const records = await filesUnder(join(path, incidentsFolder), signal);
    return success([
      ...heldCaptures(captures.value, profiles, nowMs),
      ...heldIncidents(path, incidents.value, { files: records, sizes: sizes.value }),
      ...workloads.value.map(({ key, atMs, bytes }): Held => {
        return { kind: 'workload', workload: key, atMs, bytes };
      }),
      ...strays.value,
    ]);
  } catch (error) {
    return explainFileError(error, `measure the store ${path}`);
  }
}

function heldCaptures(
  captures: readonly Capture[],
  files: readonly WalkedFile[],
  nowMs: number,
): readonly Held[] {
  const rest = new Map(files.map((file) => [file.path, file]));
  const held = captures.flatMap((capture): Held[] => {
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
    ...strays.map(({ path, bytes, writtenAtMs }): Held => {
      return { kind: 'stray', path, bytes, atMs: writtenAtMs };
    }),
  ];
}

function heldIncidents(
  path: string,
  incidents: readonly Incident[],
  {
    files,
    sizes,
  }: { readonly files: readonly WalkedFile[]; readonly sizes: readonly RecordSize[] },
): readonly Held[] {
  const byFolder = Map.groupBy(files, (file) => dirname(file.path));
  const byId = new Map(sizes.map((size) => [size.key, size]));
  return incidents.flatMap((incident): Held[] => {
    const record = byId.get(incident.id);
    if (record === undefined) return [];
    const own = byFolder.get(incidentFolder(path, incident.id)) ?? [];
    const bytes = own.reduce((sum, file) => sum + file.bytes, record.bytes);
    return [{ kind: 'incident', incident, bytes, writtenAtMs: record.atMs }];
  });
}
