import type { Incident } from '../model/incident.ts';
import { fingerprint, type Labels } from '../model/labels.ts';
import { alertAnnotations, reportUrl } from './alert-annotations.ts';
import { alertLabels } from './alert-labels.ts';
import { formatTime } from './format-time.ts';

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
 * An incident in Alertmanager's webhook payload, version 4: one group of one alert. Labels identify;
 * all that was measured stands in the annotations.
 */
export function alertPayload(incident: Incident, context: AlertContext) {
  const labels = alertLabels(incident);
  const annotations = alertAnnotations(incident, context.externalUrl);
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

function pick(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(names.map((name) => [name, labels[name] ?? '']));
}

/** `{alertname="MemoryLeak", workload="checkout"}`, as Alertmanager writes its group keys. */
function matchers(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `{${parts.join(', ')}}`;
}
