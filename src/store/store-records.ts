import { rm } from 'node:fs/promises';
import { success } from '../model/result.ts';
import { explainFileError } from './explain-file-error.ts';
import { IncidentExports } from './incident-exports.ts';
import { incidentsOf } from './incident-records.ts';
import { incidentFolder, parseIncident } from './incidents.ts';
import { lookAtStore } from './look-at-store.ts';
import { notificationRecord, parseNotification } from './notification-records.ts';
import type { RecordBook, RecordChange, RecordKind } from './record-book.ts';
import { RecordWriter } from './record-writer.ts';
import { parseSnooze, snoozeRecord } from './snoozes.ts';
import type { CaptureStore, Store } from './store.ts';
import { parseWorkload, workloadRecord } from './workload-records.ts';

/**
 * What a store keeps in its book: incidents with their files for people, snoozes, notifications, states of
 * workloads. `say` hears what cannot be written, and when it can be again.
 */
export function storeRecords(
  path: string,
  book: RecordBook,
  { nowMs, say }: { readonly nowMs: () => number; readonly say: (sentence: string) => void },
): Omit<Store, keyof CaptureStore> {
  const writer = new RecordWriter(book, say);
  const exports = new IncidentExports(path, say);
  const recorded = book.list('incident');
  for (const { value } of recorded.ok ? recorded.value : []) {
    const incident = parseIncident(String(value));
    if (incident !== null) exports.catchUp(incident);
  }
  const snoozed = new Set(keysOf(book, 'snooze'));
  return {
    putIncident: async (incident) => {
      const value = JSON.stringify(incident);
      const written = await writer.write([
        { kind: 'incident', key: incident.id, atMs: nowMs(), value },
      ]);
      await exports.put(incident);
      return written;
    },
    listIncidents: () => incidentsOf(book),
    removeIncident: async (id) => {
      const told = keysOf(book, 'notification').filter((key) => key.startsWith(`${id} `));
      const gone: RecordChange[] = told.map((key) => ({ kind: 'notification', key, value: null }));
      const written = await writer.write([...gone, { kind: 'incident', key: id, value: null }]);
      // Only now: what was put in the same turn is being written for people just now.
      await exports.forget(id);
      const folder = incidentFolder(path, id);
      try {
        await rm(folder, { recursive: true, force: true });
        return written;
      } catch (error) {
        return explainFileError(error, `remove ${folder}`);
      }
    },
    putSnoozes: (snoozes) => {
      const kept = new Set(snoozes.map(({ id }) => id));
      const over = [...snoozed].filter((id) => !kept.has(id));
      for (const { id } of snoozes) snoozed.add(id);
      for (const id of over) snoozed.delete(id);
      const gone = over.map((key): RecordChange => ({ kind: 'snooze', key, value: null }));
      return writer.write([...gone, ...snoozes.map(snoozeRecord)]);
    },
    listSnoozes: () => {
      const listed = book.list('snooze');
      if (!listed.ok) return listed;
      const snoozes = listed.value.map(({ value }) => parseSnooze(String(value)));
      return success(snoozes.filter((one) => one !== null));
    },
    putNotifications: (notifications) => writer.write(notifications.map(notificationRecord)),
    listNotifications: () => {
      const listed = book.list('notification');
      if (!listed.ok) return listed;
      const all = listed.value.map(({ value, atMs }) => parseNotification(String(value), atMs));
      return success(all.filter((one) => one !== null));
    },
    waiting: () => ({ records: writer.waiting, exports: exports.waiting }),
    putWorkloads: (states, atMs) =>
      book.write(
        states.map((state) => workloadRecord(state, atMs)),
        'deferrable',
      ),
    recallWorkload: (workload) => {
      const found = book.read({ kind: 'workload', key: workload });
      if (!found.ok || found.value === null) return found.ok ? success(null) : found;
      const { atMs, value } = found.value;
      return success({ atMs, state: parseWorkload(value) });
    },
    putAlerts: (keys, atMs) =>
      book.write(
        keys.map((key) => ({ kind: 'alert' as const, key, atMs, value: '' })),
        'deferrable',
      ),
    recordSizes: (kind) => book.sizes(kind),
    removeRecords: (records) =>
      book.write(
        records.map((record) => ({ ...record, value: null })),
        'deferrable',
      ),
    retry: () => {
      writer.retry();
      void exports.retry();
    },
    shrink: () => book.shrink(),
    bookBytes: () => book.bytes(),
    bookLog: () => book.log(),
    look: () => lookAtStore(path, book.present),
    close: async () => {
      await writer.end();
      await exports.retry();
      book.close();
    },
  };
}

function keysOf(book: RecordBook, kind: RecordKind): readonly string[] {
  const sizes = book.sizes(kind);
  return sizes.ok ? sizes.value.map(({ key }) => key) : [];
}
