import type { Incident } from '../model/incident.ts';
import type { Labels } from '../model/labels.ts';
import { explanationOf } from './explanation-of.ts';
import { fillTemplate } from './fill-template.ts';
import { toldNow } from './told-now.ts';

/** An incident's annotations with the templates of its rule filled in from its worst verdict. */
export function filledAnnotations(incident: Incident): Labels {
  const { annotations, labels, verdict } = incident;
  const explanation = explanationOf(incident, toldNow(incident, null, verdict.atMs));
  const data = { labels, value: verdict.leakRatePerSecond, explanation };
  return Object.fromEntries(
    Object.entries(annotations).map(([name, template]) => [name, fillTemplate(template, data)]),
  );
}
