import { existsSync, type Stats } from 'node:fs';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { failure, type Result, success } from '../model/result.ts';
import { BookLog } from './book-log.ts';
import { explainSqliteError } from './explain-sqlite-error.ts';
import { loadSqlite } from './load-sqlite.ts';
import { makePrivateFile } from './make-private-file.ts';
import { checkVersion, migrateBook, migrations } from './migrate-book.ts';
import type { RecordBook, RecordChange, StoredRecord } from './record-book.ts';
import { statsOf } from './stats-of.ts';

/** How a book is opened. */
export type BookOptions = {
  /** What a new book begins with; written in the transaction that makes it. */
  readonly first?: () => readonly RecordChange[];
  /**
   * Beside a process that writes it, without leaving anything behind. A file that is not there is a failure, and so is
   * one whose log cannot be read without that.
   */
  readonly readOnly?: boolean;
  /** The steps to the newest schema. */
  readonly steps?: readonly string[];
};

/**
 * NORMAL flushes the log when it begins anew and before it is emptied; what has to be there is flushed by `flush`, which
 * keeps nobody waiting (FULL would, at each commit). Above all small: pages are read again from the system's cache. A log
 * that grew is cut back to a megabyte, once it was emptied (`book-log.ts`). Whoever else reads (`sawtooth incidents`) is
 * waited for, for a moment.
 */
const settings = `
  PRAGMA auto_vacuum = INCREMENTAL;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA busy_timeout = 1000;
  PRAGMA cache_size = -512;
  PRAGMA journal_size_limit = 1048576;
  PRAGMA wal_autocheckpoint = 0;
  PRAGMA temp_store = MEMORY`;

/** Opens, or makes, the book in `file`; its folder has to be there. */
export function openSqliteBook(file: string, options: BookOptions = {}): Result<RecordBook> {
  const { readOnly = false, first = () => [], steps = migrations } = options;
  const address = readOnly ? readerAddress(file) : success(file);
  if (!address.ok) return address;
  if (!readOnly) makePrivateFile(file);
  const log = new BookLog(file);
  // Whether a process that was killed could flush what it wrote nobody knows.
  if (!readOnly && log.size.bytes > 0) {
    log.doubt();
    log.settle();
  }
  let database: DatabaseSync | null = null;
  try {
    database = new (loadSqlite().DatabaseSync)(address.value, { readOnly });
    const opened = database;
    if (!readOnly) opened.exec(settings);
    const fill = () => apply(opened, first());
    const migrated = readOnly
      ? checkVersion(opened, file, steps)
      : migrateBook(opened, file, steps, fill);
    if (migrated.ok) return success(bookOf(opened, file, log));
    opened.close();
    return migrated;
  } catch (error) {
    database?.close();
    // Older releases of Node 22 take no address, and without one nothing can be read without leaving something behind.
    const { code } = error as NodeJS.ErrnoException;
    if (address.value instanceof URL && code === 'ERR_INVALID_ARG_TYPE') {
      return failure(`${file} cannot be read alone by this Node. Start a newer one`, error);
    }
    return explainSqliteError(error, `open ${file}`);
  }
}

/**
 * Where a reader opens the book. With both files of the log there it reads along. Without them SQLite would make them,
 * as the reader's own, and leave them, and a writer that is another user could never open its book again: with neither
 * nobody writes it, and it is read as a file that does not change.
 */
function readerAddress(file: string): Result<string | URL> {
  const hasLog = existsSync(`${file}-wal`);
  const hasIndex = existsSync(`${file}-shm`);
  if (hasLog && hasIndex) return success(file);
  if (hasLog)
    return failure(`${file} has a log that nobody can read before its owner has opened it`);
  const url = pathToFileURL(file);
  url.searchParams.set('immutable', '1');
  return success(url);
}

/** Whether a file is still the one that was opened. Some file systems number theirs anew now and then, so its birth counts too. */
function isSame(now: Stats | null, own: Stats | null): boolean {
  if (now === null) return own === null;
  return now.ino === own?.ino || now.birthtimeMs === own?.birthtimeMs;
}

/** SQLite writes into a file that has no name any more as if nothing were. */
function notThere(file: string): Result<never> {
  const reason = `${file} is not there any more: it, or its folder, was removed or replaced, and what is written would go with it. Start sawtooth anew.`;
  return failure(reason, new Error(reason));
}

function bookOf(database: DatabaseSync, file: string, log: BookLog): RecordBook {
  const attempt = <T>(tried: string, act: () => T): Result<T> => {
    try {
      return success(act());
    } catch (error) {
      if (!database.isOpen) return failure(`${file} is closed`, error);
      if (database.isTransaction) database.exec('ROLLBACK');
      return explainSqliteError(error, `${tried} ${file}`);
    }
  };
  const own = statsOf(file);
  const write: RecordBook['write'] = (changes, how) => {
    // What comes after bytes that never reached the disk is lost with them.
    const settled = how === 'urgent' ? log.settle() : log.hanging();
    if (!settled.ok) return settled;
    if (how === 'deferrable' && log.isFull) {
      attempt('empty the log of', () => log.note(database));
      return failure(`the disk is slower than what is to be written: the log of ${file} is full.`);
    }
    const written = attempt('write into', () => {
      database.exec('BEGIN IMMEDIATE');
      apply(database, changes);
      database.exec('COMMIT');
    });
    if (!written.ok) {
      log.doubt();
      return written;
    }
    // What is urgent is flushed before the log is emptied.
    if (how === 'deferrable') empty();
    return written;
  };
  /** It is written; an emptying that fails is tried again after the next one. */
  const empty = () => {
    const emptied = attempt('empty the log of', () => log.note(database));
    if (!emptied.ok) log.doubt();
  };
  const present = () => (isSame(statsOf(file), own) ? success(undefined) : notThere(file));
  return {
    present,
    write: (changes, how) => {
      const there = present();
      return there.ok ? write(changes, how) : there;
    },
    flush: async () => {
      const flushed = await log.flush();
      if (flushed.ok && database.isOpen) empty();
      return flushed;
    },
    read: ({ kind, key }) =>
      attempt('read from', () => {
        const found = database.prepare(`${select} WHERE kind = ? AND key = ?`).get(kind, key);
        return found === undefined ? null : recordOf(found);
      }),
    list: (kind) =>
      attempt('read from', () =>
        database.prepare(`${select} WHERE kind = ? ORDER BY key`).all(kind).map(recordOf),
      ),
    sizes: (kind) =>
      attempt('measure', () =>
        database
          .prepare(
            'SELECT key, at_ms, octet_length(value) AS bytes FROM records WHERE kind = ? ORDER BY key',
          )
          .all(kind)
          .map(({ key, at_ms, bytes }) => ({
            key: String(key),
            atMs: Number(at_ms),
            bytes: Number(bytes),
          })),
      ),
    shrink: () =>
      attempt('shrink', () => {
        // As many pages as a moment suffices for: whoever polls must not wait.
        database.exec('PRAGMA incremental_vacuum(512)');
        return Number(database.prepare('PRAGMA freelist_count').get()?.['freelist_count']) > 0;
      }),
    log: () => log.size,
    bytes: () => bytesOf(file) + bytesOf(`${file}-wal`) + bytesOf(`${file}-shm`),
    close: () => {
      if (!database.isOpen) return;
      log.close();
      database.close();
    },
  };
}

const select = 'SELECT key, at_ms, value FROM records';

function apply(database: DatabaseSync, changes: readonly RecordChange[]): void {
  const put = database.prepare(
    'INSERT INTO records (kind, key, at_ms, value) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms, value = excluded.value',
  );
  const remove = database.prepare('DELETE FROM records WHERE kind = ? AND key = ?');
  for (const change of changes) {
    if (change.value === null) remove.run(change.kind, change.key);
    else put.run(change.kind, change.key, change.atMs, change.value);
  }
}

function recordOf({ key, at_ms, value }: Record<string, SQLOutputValue>): StoredRecord {
  return { key: String(key), atMs: Number(at_ms), value: value as string | Uint8Array };
}

function bytesOf(file: string): number {
  return statsOf(file)?.size ?? 0;
}
