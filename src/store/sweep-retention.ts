import { rm, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { StorageConfig } from '../model/config.ts';
import { capturesFolder } from './capture-paths.ts';
import { chooseRemovals, type Keeping } from './choose-removals.ts';
import { explainFileError } from './explain-file-error.ts';
import { type Holding, listHoldings } from './list-holdings.ts';
import { removeCapture, unlessGone } from './remove-capture.ts';
import { foldersUnder } from './walk-folder.ts';

/** What a sweep did. `problems`: a sentence for each kind of thing that did not work out. */
export type Swept = {
  /** By id. */
  readonly captures: readonly string[];
  /** By id. */
  readonly incidents: readonly string[];
  readonly freedBytes: number;
  readonly problems: readonly string[];
};

/**
 * Removes what the store at `storage.path` has kept longer than its retention time, then what is above
 * its retention size (`chooseRemovals` says what and in which order), and the folders of past days that
 * are empty. Never fails: a file that is gone already is as good as removed, one that cannot be removed
 * is a sentence and stays. An aborted signal ends it between two files.
 */
export async function sweepRetention(
  storage: StorageConfig,
  about: Pick<Keeping, 'nowMs' | 'watchedIds' | 'liveIncidents'>,
  signal: AbortSignal,
): Promise<Swept> {
  const failures: string[] = [];
  const listed = await listHoldings(storage.path, about.nowMs, signal);
  if (!listed.ok) return { ...nothing, problems: [listed.reason] };
  // A stop must not wait until all is looked at, and what was seen of it says nothing.
  if (signal.aborted) return nothing;
  const { removals, excessBytes } = chooseRemovals(listed.value, { ...storage, ...about });
  const removed: Holding[] = [];
  for (const one of removals) {
    if (signal.aborted) break;
    const failed = await attempt(() => removeOne(one), `remove ${pathOf(one)}`);
    if (failed === null) removed.push(one);
    else failures.push(failed);
  }
  if (!signal.aborted) await removeEmptyFolders(join(storage.path, capturesFolder), about.nowMs);
  return {
    captures: removed.flatMap((one) => (one.kind === 'capture' ? [one.capture.id] : [])),
    incidents: removed.flatMap((one) => (one.kind === 'incident' ? [one.incident.id] : [])),
    freedBytes: removed.reduce((sum, { bytes }) => sum + bytes, 0),
    problems: [...inOneSentence(failures), ...tooLarge(storage, excessBytes)],
  };
}

const nothing: Swept = { captures: [], incidents: [], freedBytes: 0, problems: [] };

async function removeOne(one: Holding): Promise<void> {
  switch (one.kind) {
    case 'capture': {
      const removed = await removeCapture(one.capture);
      if (!removed.ok) throw removed.cause;
      return;
    }
    case 'incident':
      await rm(one.folder, { recursive: true, force: true });
      return;
    case 'stray':
      await unlink(one.path).catch(unlessGone);
      return;
  }
}

function pathOf(one: Holding): string {
  if (one.kind === 'capture') return one.capture.path;
  return one.kind === 'stray' ? one.path : one.folder;
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

/** A folder that may not be written to fails for each file in it: one sentence says enough. */
function inOneSentence(failures: readonly string[]): readonly string[] {
  const [first] = failures;
  if (first === undefined) return [];
  const more = failures.length - 1;
  return [more === 0 ? first : `${first} So it was with ${more} more.`];
}

function tooLarge(storage: StorageConfig, excessBytes: number): readonly string[] {
  if (excessBytes <= 0) return [];
  return [
    `the store ${storage.path} is ${excessBytes} bytes above storage.retention_size (${storage.retentionSizeBytes}): what is left belongs to incidents that go on, or is the first profile of a life. Raise it.`,
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
