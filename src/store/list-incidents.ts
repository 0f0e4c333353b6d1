import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredIncident } from '../model/incident.ts';
import type { Result } from '../model/result.ts';
import { bookFile } from './book-file.ts';
import { incidentsOf } from './incident-records.ts';
import { readExports } from './incidents.ts';
import { openSqliteBook } from './sqlite-book.ts';

/**
 * The incidents of the store at `path`, by the time they became active, for who only reads: also beside a process
 * that writes. Where this user may not open the book or read it, or there is none yet, they are read from the files
 * that are written for people. `say` hears why the book was not read, if there is one. Leaves nothing in the folder.
 */
export async function listIncidents(
  path: string,
  say: (sentence: string) => void,
): Promise<Result<readonly StoredIncident[]>> {
  const file = bookFile(path);
  if (!existsSync(file)) return readExports(path);
  const listed = readBook(file);
  if (listed.ok) return listed;
  const reason = listed.reason.replace(/\.$/, '');
  say(`${reason}. What follows is read from ${join(path, 'incidents')} and may be older.`);
  return readExports(path);
}

function readBook(file: string): Result<readonly StoredIncident[]> {
  const book = openSqliteBook(file, { readOnly: true });
  if (!book.ok) return book;
  try {
    return incidentsOf(book.value);
  } finally {
    book.value.close();
  }
}
