import { fingerprint } from '../model/labels.ts';
import type { Alert, PagerdutyConfig } from '../model/receiver.ts';
import { alertAnnotations, reportUrl } from './alert-annotations.ts';
import { alertLabels } from './alert-labels.ts';
import { formatTime } from './format-time.ts';
import { shorten } from './shorten.ts';

/** Events API v2: of the summary; of the other texts 255 is what a service shows; of the whole event. */
const most = { summary: 1024, text: 255, detail: 8000, event: 512_000 } as const;

/**
 * An alert as an event of PagerDuty's Events API, version 2. `dedup_key` is the alert's fingerprint: as
 * long as that is the same it is one incident there, from whichever replica it comes.
 */
export function pagerdutyEvent(
  { incident, status }: Alert,
  {
    externalUrl,
    to,
  }: {
    readonly externalUrl: string | null;
    readonly to: Pick<PagerdutyConfig, 'routingKey' | 'severity'>;
  },
) {
  const labels = alertLabels(incident);
  const key = { routing_key: to.routingKey, dedup_key: fingerprint(labels) };
  if (status === 'resolved') return { ...key, event_action: 'resolve' } as const;
  const annotations = alertAnnotations(incident, externalUrl);
  const { summary = incident.workload } = annotations;
  const report = reportUrl(incident, externalUrl);
  const event = {
    ...key,
    event_action: 'trigger',
    client: 'sawtooth',
    ...(externalUrl === null ? {} : { client_url: externalUrl }),
    links: [
      ...(report === null ? [] : [{ href: report, text: 'The incident' }]),
      ...(annotations['runbook_url'] === undefined
        ? []
        : [{ href: annotations['runbook_url'], text: 'Runbook' }]),
    ],
    payload: {
      summary: shorten(summary, most.summary),
      source: shorten(labels['pod'] ?? labels['instance'] ?? incident.workload, most.text),
      severity: to.severity ?? severityOf(labels['severity']),
      timestamp: formatTime(incident.firedAtMs ?? incident.activeAtMs),
      component: shorten(labels['container'] ?? incident.workload, most.text),
      group: shorten(incident.workload, most.text),
      class: 'memory leak',
      custom_details: detailsOf(labels, annotations),
    },
  } as const;
  if (JSON.stringify(event).length * 3 <= most.event) return event;
  const { custom_details: _, ...payload } = event.payload;
  const note = 'left out: they were larger than PagerDuty takes (512 KB)';
  return { ...event, payload: { ...payload, custom_details: { details: note } } };
}

/** PagerDuty's four words; a label that is none of them is an `error`, as Alertmanager has it by default. */
function severityOf(label: string | undefined): string {
  if (label === 'page') return 'critical';
  return ['critical', 'error', 'warning', 'info'].includes(label ?? '') ? String(label) : 'error';
}

function detailsOf(
  labels: Readonly<Record<string, string>>,
  annotations: Readonly<Record<string, string>>,
): Record<string, string> {
  const all = { ...labels, ...annotations };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, shorten(value, most.detail)]),
  );
}
