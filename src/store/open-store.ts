import { unlink } from 'node:fs/promises';
import { type Result, success } from '../model/result.ts';
import { bookFile } from './book-file.ts';
import { openCaptures } from './open-captures.ts';
import type { RecordBook } from './record-book.ts';
import { snoozeFile } from './snoozes.ts';
import { openSqliteBook } from './sqlite-book.ts';
import type { Store } from './store.ts';
import { storeRecords } from './store-records.ts';
import { takeOverFiles } from './take-over-files.ts';

/** How a store is opened. */
export type StoreOptions = {
  readonly path: string;
  readonly nowMs: () => number;
  /** Told what cannot be written, and when it can be again. */
  readonly say?: (sentence: string) => void;
  /** In place of `sawtooth.db`. */
  readonly book?: RecordBook;
};

/**
 * Opens the store at `path`, making the folder where there is none; a first start takes over what an older sawtooth
 * kept in files. Who writes it has claimed it (`claimStore`). Fails when the folder cannot be made, and for a book
 * that is damaged or of a newer program.
 */
export async function openStore(options: StoreOptions): Promise<Result<Store>> {
  const { nowMs, say = () => undefined } = options;
  const captures = await openCaptures({ path: options.path, nowMs: nowMs() });
  if (!captures.ok) return captures;
  const { path } = captures.value;
  const book =
    options.book === undefined
      ? openSqliteBook(bookFile(path), { first: () => takeOverFiles(path) })
      : success(options.book);
  if (!book.ok) return book;
  // They are in the book now, and a file that says who is snoozed would be a second truth.
  await unlink(snoozeFile(path)).catch(() => undefined);
  return success({ ...captures.value, ...storeRecords(path, book.value, { nowMs, say }) });
}
