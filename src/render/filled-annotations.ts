import type { Incident } from '../model/incident.ts';
import type { Labels } from '../model/labels.ts';
import { fillTemplate } from './fill-template.ts';

/** An incident's annotations with the templates of its rule filled in from its worst verdict. */
export function filledAnnotations({ annotations, labels, verdict }: Incident): Labels {
  const data = { labels, value: verdict.leakRatePerSecond, explanation: verdict.explanation };
  return Object.fromEntries(
    Object.entries(annotations).map(([name, template]) => [name, fillTemplate(template, data)]),
  );
}
