import { legacyName } from '../model/label-name.ts';
import type { Labels } from '../model/labels.ts';
import type { Alert } from '../model/receiver.ts';
import { alertAnnotations, reportUrl } from './alert-annotations.ts';
import { alertLabels } from './alert-labels.ts';
import { formatTime } from './format-time.ts';
import { olderLabels } from './older-labels.ts';
import { printable } from './printable.ts';

/** How long Prometheus waits before it sends an alert again (`--rules.alert.resend-delay`). */
export const resendDelayMs = 60_000;

/** What an alert is written with: the time, where this sawtooth is, how often its rule is evaluated. */
export type AlertmanagerContext = {
  readonly nowMs: number;
  readonly externalUrl: string | null;
  /** Of the rule's group. */
  readonly intervalMs: number;
  /** Whether it knows the older names of labels alone: others are escaped, and an annotation says so. */
  readonly knowsOlderNames: boolean;
};

/**
 * An alert as Alertmanager's API takes it (POST /api/v2/alerts, openapi.yaml). One that fires ends by
 * itself when it is not sent again: in 4 × the larger of the rule's interval and the resend delay, as
 * Prometheus has it (rules/alerting.go, sendAlerts), so that three that are lost do not resolve it.
 */
export function alertmanagerAlert({ incident, status }: Alert, context: AlertmanagerContext) {
  const { nowMs, externalUrl, intervalMs, knowsOlderNames } = context;
  const url = reportUrl(incident, externalUrl);
  const endsAtMs =
    status === 'firing'
      ? nowMs + 4 * Math.max(intervalMs, resendDelayMs)
      : (incident.resolvedAtMs ?? nowMs);
  const labels = alertLabels(incident);
  const older = knowsOlderNames ? olderLabels(labels) : null;
  return {
    labels: older ?? labels,
    annotations: {
      ...alertAnnotations(incident, externalUrl),
      ...(older === null ? {} : { renamed_labels: renamedText(labels) }),
    },
    startsAt: formatTime(incident.firedAtMs ?? incident.activeAtMs),
    endsAt: formatTime(endsAtMs),
    ...(url === null ? {} : { generatorURL: url }),
  };
}

function renamedText(labels: Labels): string {
  const pairs = Object.keys(labels).flatMap((name) => {
    const older = legacyName(name);
    return older === name ? [] : [`${printable(name)} as ${older}`];
  });
  return `this Alertmanager refuses UTF-8 names of labels (0.27 and newer take them): ${pairs.join(', ')}`;
}
