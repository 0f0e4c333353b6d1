import { incidentFile, readExports } from './incidents.ts';
import type { RecordChange } from './record-book.ts';
import { readSnoozeFile, snoozeRecord } from './snoozes.ts';
import { statsOf } from './stats-of.ts';

/**
 * What the files of a store say that has no book yet: one of an older sawtooth, or one whose damaged book was moved
 * away. Nothing is removed; unreadable files are left out and left where they are.
 */
export function takeOverFiles(path: string): readonly RecordChange[] {
  const exported = readExports(path);
  const incidents = (exported.ok ? exported.value : []).map((incident): RecordChange => {
    const file = statsOf(incidentFile(path, incident.id));
    return {
      kind: 'incident',
      key: incident.id,
      atMs: file?.mtimeMs ?? incident.activeAtMs,
      value: JSON.stringify(incident),
    };
  });
  return [...incidents, ...readSnoozeFile(path).map(snoozeRecord)];
}
