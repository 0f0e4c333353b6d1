import type { Incident } from '../model/incident.ts';

/**
 * What is news of an incident, as one string: receivers and listeners are told again when it changes
 * and at no other time. The culprit's growth and the time to limit change with every scrape; they are no
 * news.
 */
export function newsOf(incident: Incident): string {
  const culprit = incident.culprits[0];
  const sure = culprit?.confidence === 'confirmed' ? 'confirmed' : '';
  return [incident.state, incident.verdict.kind, culprit?.function ?? '', sure].join('|');
}
