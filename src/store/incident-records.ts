import type { StoredIncident } from '../model/incident.ts';
import { type Result, success } from '../model/result.ts';
import { oldestFirst, parseIncident } from './incidents.ts';
import type { RecordBook } from './record-book.ts';

/** The incidents in a book, by the time they became active; unreadable ones are left out. */
export function incidentsOf(book: RecordBook): Result<readonly StoredIncident[]> {
  const listed = book.list('incident');
  if (!listed.ok) return listed;
  const incidents = listed.value.map(({ value }) => parseIncident(String(value)));
  return success(oldestFirst(incidents.filter((one) => one !== null)));
}
