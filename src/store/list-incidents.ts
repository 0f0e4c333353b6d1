import { existsSync } from 'node:fs';
import type { StoredIncident } from '../model/incident.ts';
import type { Result } from '../model/result.ts';
import { bookFile } from './book-file.ts';
import { incidentsOf } from './incident-records.ts';
import { readExports } from './incidents.ts';
import { openSqliteBook } from './sqlite-book.ts';

/**
 * The incidents of the store at `path`, by the time they became active, for who only reads: also beside a process
 * that writes. Where this user may not open the book or read it, or there is none yet, they are read from the files
 * that are written for people. Leaves nothing in the folder.
 */
export async function listIncidents(path: string): Promise<Result<readonly StoredIncident[]>> {
  const file = bookFile(path);
  if (!existsSync(file)) return readExports(path);
  const book = openSqliteBook(file, { readOnly: true });
  if (!book.ok) return readExports(path);
  try {
    const listed = incidentsOf(book.value);
    return listed.ok ? listed : readExports(path);
  } finally {
    book.value.close();
  }
}
