import { type Told, toldNow } from '../told-now.ts';
import type { LeakReport } from './leak-report.ts';

/** What a report tells of its incident: as its screens did where it was made beside them, else what the record says. */
export function toldOfReport({ incident, told, madeAtMs }: LeakReport): Told | null {
  return incident === null ? null : (told ?? toldNow(incident, null, madeAtMs));
}
