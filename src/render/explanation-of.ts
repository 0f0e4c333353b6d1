import type { Incident } from '../model/incident.ts';
import type { Rest } from '../model/rest.ts';

/** How much of the growth the incident's heap diff explains, and where the rest is; null: not known. */
export function restOf({ diffs }: Incident): Rest | null {
  return diffs.find(({ rest }) => rest !== null && rest !== undefined)?.rest ?? null;
}

/** What an incident is about, in sentences: its verdict's own (`text`), and where the memory is as far as that is known. */
export function explanationOf(incident: Incident, text = incident.verdict.explanation): string {
  const rest = restOf(incident);
  return rest === null ? text : `${text} ${rest.sentence}`;
}
