import type { Culprit } from '../model/culprit.ts';
import type { Incident } from '../model/incident.ts';
import { fingerprint, type Labels } from '../model/labels.ts';
import { confidenceText, culpritPlace, growthText, unitOfCulprit } from './culprit-text.ts';
import { explanationOf } from './explanation-of.ts';
import { filledAnnotations } from './filled-annotations.ts';
import { formatDuration } from './format-duration.ts';
import { formatPercent } from './format-percent.ts';
import { formatTime } from './format-time.ts';
import { printable } from './printable.ts';
import { rateText, verdictFigures } from './verdict-text.ts';

/** To whom an alert goes and what it says of itself. */
export type AlertContext = {
  readonly status: 'firing' | 'resolved';
  readonly receiver: string;
  /** Where this sawtooth's pages can be opened, without a slash at the end; null: nowhere. */
  readonly externalUrl: string | null;
  readonly nowMs: number;
};

/** What Alertmanager writes as the end of an alert that still fires: Go's zero time. */
const noEnd = '0001-01-01T00:00:00Z';

/**
 * An incident in Alertmanager's webhook payload, version 4: one group of one alert. Labels identify
 * and never hold a measured value, which would make a new alert of each evaluation
 * (prometheus/alertmanager#1546); all that was measured stands in the annotations.
 */
export function alertPayload(incident: Incident, context: AlertContext) {
  const labels = alertLabels(incident);
  const annotations = alertAnnotations(incident, labels, context.externalUrl);
  const groupLabels = pick(labels, ['alertname', 'workload']);
  return {
    version: '4',
    groupKey: `{}:${matchers(groupLabels)}`,
    truncatedAlerts: 0,
    status: context.status,
    receiver: context.receiver,
    groupLabels,
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: context.externalUrl ?? '',
    alerts: [
      {
        status: context.status,
        labels,
        annotations,
        startsAt: formatTime(incident.firedAtMs ?? incident.activeAtMs),
        endsAt:
          context.status === 'firing' ? noEnd : formatTime(incident.resolvedAtMs ?? context.nowMs),
        generatorURL: reportUrl(incident, context.externalUrl) ?? '',
        fingerprint: fingerprint(labels),
      },
    ],
  } as const;
}

/** The labels that identify the alert: the incident's own, and always `alertname` and `workload`. */
function alertLabels(incident: Incident): Labels {
  const own = Object.entries(incident.labels).filter(([, value]) => value !== '');
  return printableValues({
    ...Object.fromEntries(own),
    alertname: incident.rule,
    workload: incident.workload,
  });
}

function alertAnnotations(incident: Incident, labels: Labels, externalUrl: string | null): Labels {
  const { verdict } = incident;
  return printableValues({
    summary: `${incident.workload}: ${verdictFigures(verdict) || verdict.kind}`,
    description: explanationOf(incident),
    ...filledAnnotations({ ...incident, labels }),
    ...present({
      culprit: firstOf(incident, culpritPlace),
      culprit_share: firstOf(incident, ({ share }) => formatPercent(share)),
      culprit_confidence: firstOf(incident, confidenceText),
      culprit_growth: firstOf(incident, (culprit) =>
        growthText(culprit.growth, unitOfCulprit(incident, culprit)),
      ),
      leak_rate: rateText(verdict),
      time_to_limit:
        verdict.timeToLimitSeconds === null ? null : formatDuration(verdict.timeToLimitSeconds),
      leak_kind: verdict.leakKind,
      report_url: reportUrl(incident, externalUrl),
    }),
  });
}

function firstOf(incident: Incident, tell: (culprit: Culprit) => string): string | null {
  const [culprit] = incident.culprits;
  return culprit === undefined ? null : tell(culprit);
}

function reportUrl(incident: Incident, externalUrl: string | null): string | null {
  return externalUrl === null
    ? null
    : `${externalUrl}/incidents/${encodeURIComponent(incident.id)}`;
}

function present(all: Readonly<Record<string, string | null>>): Labels {
  const known = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null);
  return Object.fromEntries(known);
}

function printableValues(labels: Labels): Labels {
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [name, printable(value)]),
  );
}

function pick(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(names.map((name) => [name, labels[name] ?? '']));
}

/** `{alertname="MemoryLeak", workload="checkout"}`, as Alertmanager writes its group keys. */
function matchers(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `{${parts.join(', ')}}`;
}
