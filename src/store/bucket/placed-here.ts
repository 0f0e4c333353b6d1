import { join } from 'node:path';
import type { Capture } from '../../model/capture.ts';
import type { StoredIncident } from '../../model/incident.ts';
import { capturesFolder } from '../capture-paths.ts';

/** A capture's file within whichever store, by its day. */
const withinStore = new RegExp(
  String.raw`(?:^|[\\/])(${capturesFolder}[\\/]\d{4}-\d\d-\d\d[\\/].+)$`,
);

/**
 * An incident of another store as one of the store at `path`: where it fires it is doubted, and its captures are where this store has them, or will have
 * them once they are fetched. What its record says is text from outside: captures that are in no store's folder are left out.
 */
export function placedHere(path: string, incident: StoredIncident): StoredIncident {
  const captures = incident.captures.flatMap((capture): readonly Capture[] => {
    const within = withinStore.exec(capture.path)?.[1];
    if (within === undefined || within.includes('..')) return [];
    return [{ ...capture, path: join(path, within) }];
  });
  return { ...incident, ...(incident.state === 'firing' ? { isDoubted: true } : {}), captures };
}
