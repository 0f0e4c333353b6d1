import type { Alert } from '../model/receiver.ts';
import { alertAnnotations, reportUrl } from './alert-annotations.ts';
import { alertLabels } from './alert-labels.ts';
import { formatTime } from './format-time.ts';

/** How long Prometheus waits before it sends an alert again (`--rules.alert.resend-delay`). */
export const resendDelayMs = 60_000;

/** What an alert is written with: the time, where this sawtooth is, how often its rule is evaluated. */
export type AlertmanagerContext = {
  readonly nowMs: number;
  readonly externalUrl: string | null;
  /** Of the rule's group. */
  readonly intervalMs: number;
};

/**
 * An alert as Alertmanager's API takes it (POST /api/v2/alerts, openapi.yaml). One that fires ends by
 * itself when it is not sent again: in 4 × the larger of the rule's interval and the resend delay, as
 * Prometheus has it (rules/alerting.go, sendAlerts), so that three that are lost do not resolve it.
 */
export function alertmanagerAlert({ incident, status }: Alert, context: AlertmanagerContext) {
  const { nowMs, externalUrl, intervalMs } = context;
  const url = reportUrl(incident, externalUrl);
  const endsAtMs =
    status === 'firing'
      ? nowMs + 4 * Math.max(intervalMs, resendDelayMs)
      : (incident.resolvedAtMs ?? nowMs);
  return {
    labels: alertLabels(incident),
    annotations: alertAnnotations(incident, externalUrl),
    startsAt: formatTime(incident.firedAtMs ?? incident.activeAtMs),
    endsAt: formatTime(endsAtMs),
    ...(url === null ? {} : { generatorURL: url }),
  };
}
