import type { Incident } from '../model/incident.ts';
import { toldNow } from './told-now.ts';
import { verdictFigures } from './verdict-text.ts';

/** An incident's figures as news of it has them: of one that is over nothing is forecast. */
export function incidentFigures(incident: Incident): string {
  return verdictFigures(toldNow(incident, null, incident.verdict.atMs).verdict);
}
