import { rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Result } from '../model/result.ts';
import { capturesFolder } from './capture-paths.ts';
import { chooseRemovals, type Held, type Keeping } from './choose-removals.ts';
import { explainFileError } from './explain-file-error.ts';
import { inOneSentence } from './in-one-sentence.ts';
import { listHoldings } from './list-holdings.ts';
import { removeCapture, unlessGone } from './remove-capture.ts';
import type { Store } from './store.ts';
import { foldersUnder } from './walk-folder.ts';

/** What a sweep did. `problems`: a sentence for each kind of thing that did not work out. */
export type Swept = {
  /** By id. */
  readonly captures: readonly string[];
  /** By id. */
  readonly incidents: readonly string[];
  /** How many states of workloads. */
  readonly workloads: number;
  readonly freedBytes: number;
  /** What is left; null: nobody has looked. */
  readonly heldBytes: number | null;
  /** States of workloads that are left and have no target; null: nobody has looked, or it is not known who has one. */
  readonly heldGone?: number | null;
  readonly problems: readonly string[];
};

/**
 * Removes what the store has kept longer than its retention time, then what is above
 * its retention size (`chooseRemovals` says what and in which order), and the folders of past days that
 * are empty. Never fails: a file that is gone already is as good as removed, one that cannot be removed
 * is a sentence and stays. An aborted signal ends it between two files.
 */
export async function sweepRetention(
  store: Store,
  keeping: Keeping,
  signal: AbortSignal,
): Promise<Swept> {
  const failures: string[] = [];
  const listed = await listHoldings(store, keeping.nowMs, signal);
  if (!listed.ok) return { ...nothing, problems: [listed.reason] };
  // A stop must not wait until all is looked at, and what was seen of it says nothing.
  if (signal.aborted) return nothing;
  const overheadBytes = bookOverhead(store, listed.value);
  const { removals, excessBytes } = chooseRemovals(listed.value, { ...keeping, overheadBytes });
  const removed: Held[] = [];
  for (const one of removals) {
    if (signal.aborted) break;
    const failed = await attempt(() => removeOne(one, store), `remove ${nameOf(one)}`);
    if (failed === null) removed.push(one);
    else failures.push(failed);
  }
  if (!signal.aborted) {
    await removeEmptyFolders(join(store.path, capturesFolder), keeping.nowMs);
    await shrink(store, signal);
  }
  const freedBytes = total(removed);
  const gone = new Set(removed);
  const left = listed.value.filter((one) => !gone.has(one));
  const failed = inOneSentence(failures);
  return {
    captures: removed.flatMap((one) => (one.kind === 'capture' ? [one.capture.id] : [])),
    incidents: removed.flatMap((one) => (one.kind === 'incident' ? [one.incident.id] : [])),
    workloads: removed.filter(({ kind }) => kind === 'workload').length,
    freedBytes,
    heldBytes: total(left) + bookOverhead(store, left),
    heldGone: goneAmong(left, keeping),
    problems: [...(failed === null ? [] : [failed]), ...tooLarge(store.path, keeping, excessBytes)],
  };
}

function goneAmong(held: readonly Held[], { watchedWorkloads }: Keeping): number | null {
  if (watchedWorkloads === null) return null;
  return held.filter((one) => one.kind === 'workload' && !watchedWorkloads.has(one.workload))
    .length;
}

const nothing: Swept = {
  captures: [],
  incidents: [],
  workloads: 0,
  freedBytes: 0,
  heldBytes: null,
  problems: [],
};

async function removeOne(one: Held, store: Store): Promise<void> {
  switch (one.kind) {
    case 'capture':
      return orThrow(await removeCapture(one.capture));
    case 'incident':
      return orThrow(await store.removeIncident(one.incident.id));
    case 'workload':
      orThrow(store.removeRecords([{ kind: 'workload', key: one.workload }]));
      // Thousands may go in one sweep, each without waiting for anything: whoever polls has its turn in between.
      return nextTurn();
    case 'stray':
      await unlink(one.path).catch(unlessGone);
      return;
    case 'stray-record':
      if (one.record.kind === 'incident')
        return orThrow(await store.removeIncident(one.record.key));
      orThrow(store.removeRecords([one.record]));
      return nextTurn();
  }
}

function orThrow(removed: Result<void>): void {
  if (!removed.ok) throw removed.cause;
}

async function shrink(store: Store, signal: AbortSignal): Promise<void> {
  for (let more = true; more && !signal.aborted; await nextTurn()) {
    const shrunk = store.shrink();
    more = shrunk.ok && shrunk.value;
  }
}

function total(held: readonly Held[]): number {
  return held.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** What the book takes on disk beyond the records that are held: its log, its index, room that is free again. */
function bookOverhead(store: Store, held: readonly Held[]): number {
  const records = (['incident', 'workload'] as const).flatMap((kind) => {
    const sizes = store.recordSizes(kind);
    return sizes.ok ? sizes.value : [];
  });
  const strays = held.filter(
    (one) => one.kind === 'stray-record' && one.record.kind !== 'incident',
  );
  const bytes = records.reduce((sum, record) => sum + record.bytes, total(strays));
  return Math.max(0, store.bookBytes() - bytes);
}

function nameOf(one: Held): string {
  switch (one.kind) {
    case 'capture':
      return one.capture.path;
    case 'stray':
      return one.path;
    case 'incident':
      return `the incident ${one.incident.id}`;
    case 'stray-record':
      return `the record ${one.record.kind} ${one.record.key}`;
    case 'workload':
      return `what is known of ${one.workload}`;
  }
}

/** Why it failed; null when it did not. */
async function attempt(act: () => Promise<void>, tried: string): Promise<string | null> {
  try {
    await act();
    return null;
  } catch (error) {
    const failed = explainFileError(error, tried);
    return failed.ok ? null : failed.reason;
  }
}

function tooLarge(
  path: string,
  { retentionSizeBytes }: Keeping,
  excessBytes: number,
): readonly string[] {
  if (excessBytes <= 0) return [];
  return [
    `the store ${path} is ${excessBytes} bytes above storage.retention_size (${retentionSizeBytes}): what is left belongs to incidents that go on, to workloads that are watched, is the first profile of a life, or the record book itself. Raise it.`,
  ];
}

/** An hour after its end nothing is written into a day's folder any more. */
const dayIsOverMs = 3_600_000;

/** Innermost first. One that is not empty or cannot be removed stays, and hurts nobody. */
async function removeEmptyFolders(root: string, nowMs: number): Promise<void> {
  const today = new Date(nowMs - dayIsOverMs).toISOString().slice(0, 10);
  const folders = await foldersUnder(root);
  const over = folders.filter((folder) => /^\d{4}-\d\d-\d\d$/.test(dayOf(folder)));
  const past = over.filter((folder) => dayOf(folder) < today);
  for (const folder of past.sort((a, b) => b.length - a.length)) {
    await rmdir(join(root, folder)).catch(() => undefined);
  }
}

function dayOf(folder: string): string {
  return folder.split('/', 1)[0] ?? '';
}
