import type { Culprit } from '../model/culprit.ts';
import type { Incident } from '../model/incident.ts';
import type { Labels } from '../model/labels.ts';
import { alertLabels, printableValues } from './alert-labels.ts';
import { confidenceText, culpritPlace, growthText, unitOfCulprit } from './culprit-text.ts';
import { endText } from './end-text.ts';
import { explanationOf } from './explanation-of.ts';
import { filledAnnotations } from './filled-annotations.ts';
import { formatPercent } from './format-percent.ts';
import { toldNow } from './told-now.ts';
import { limitInText, rateText, verdictFigures } from './verdict-text.ts';

/**
 * All that was measured, in the words of a person: the rule's annotations filled in, and what is known of
 * the leak and its culprit. `externalUrl`: where this sawtooth can be opened, without a slash at its
 * end; null: nowhere.
 */
export function alertAnnotations(incident: Incident, externalUrl: string | null): Labels {
  // News of it goes out with its verdict; of one that is over, or whose life is, nothing is forecast.
  const told = toldNow(incident, null, incident.verdict.atMs);
  const { verdict } = told;
  return printableValues({
    summary: `${incident.workload}: ${verdictFigures(verdict) || verdict.kind}`,
    description: explanationOf(incident, told),
    ...filledAnnotations({ ...incident, labels: alertLabels(incident) }),
    ...present({
      culprit: firstOf(incident, culpritPlace),
      culprit_share: firstOf(incident, ({ share }) => formatPercent(share)),
      culprit_confidence: firstOf(incident, confidenceText),
      culprit_growth: firstOf(incident, (culprit) =>
        growthText(culprit.growth, unitOfCulprit(incident, culprit)),
      ),
      leak_rate: rateText(verdict),
      time_to_limit: limitInText(verdict),
      leak_kind: verdict.leakKind,
      ended: endText(incident),
      report_url: reportUrl(incident, externalUrl),
    }),
  });
}

/** Where an incident can be looked at; null: nowhere. */
export function reportUrl(incident: Incident, externalUrl: string | null): string | null {
  return externalUrl === null
    ? null
    : `${externalUrl}/incidents/${encodeURIComponent(incident.id)}`;
}

function firstOf(incident: Incident, tell: (culprit: Culprit) => string): string | null {
  const [culprit] = incident.culprits;
  return culprit === undefined ? null : tell(culprit);
}

function present(all: Readonly<Record<string, string | null>>): Labels {
  const known = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null);
  return Object.fromEntries(known);
}
