import type { Incident } from '../model/incident.ts';
import type { Rest } from '../model/rest.ts';
import type { Told } from './told-now.ts';

/** How much of the growth the incident's heap diff explains, and where the rest is; null: not known. */
export function restOf({ diffs }: Incident): Rest | null {
  return diffs.find(({ rest }) => rest !== null && rest !== undefined)?.rest ?? null;
}

/** What an incident is about, in sentences: what is told of it, and where the memory is as far as that is known. */
export function explanationOf(incident: Incident, { why }: Pick<Told, 'why'>): string {
  const rest = restOf(incident);
  return rest === null ? why : `${why} ${rest.sentence}`;
}
