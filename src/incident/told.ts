import type { Incident } from '../model/incident.ts';

/**
 * What a receiver has to know of an incident, as one string: it is told again when this changes and
 * at no other time. The culprit's growth and the time to limit change with every scrape; they are no
 * news.
 */
export function toldOf(incident: Incident): string {
  const culprit = incident.culprits[0];
  const sure = culprit?.confidence === 'confirmed' ? 'confirmed' : '';
  return [incident.state, incident.verdict.kind, culprit?.function ?? '', sure].join('|');
}
