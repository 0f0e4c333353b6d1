import type { Alert, AlertmanagerConfig } from '../model/receiver.ts';
import { alertLabels } from '../render/alert-labels.ts';
import { alertmanagerAlert } from '../render/alertmanager-alert.ts';
import { jsonLine } from '../render/json-line.ts';
import { olderLabels } from '../render/older-labels.ts';
import type { Attempt, Way } from './attempt.ts';
import { postJson } from './post-json.ts';

/**
 * One alert to an Alertmanager (POST /api/v2/alerts). One older than 0.27 refuses a label whose name is not of letters,
 * digits and `_`: it is told again with such names escaped, and from then on at once.
 */
export async function sendToAlertmanager(
  alert: Alert,
  way: Way<AlertmanagerConfig>,
): Promise<Attempt> {
  const { knowOlderNames } = way.context;
  const { url } = way.to;
  if (olderLabels(alertLabels(alert.incident)) === null) return post(alert, way, false);
  if (knowOlderNames.has(url)) return post(alert, way, true);
  const first = await post(alert, way, false);
  if (first.kind === 'arrived' || first.status !== 400) return first;
  const second = await post(alert, way, true);
  if (second.kind === 'arrived') knowOlderNames.add(url);
  return second;
}

function post(
  alert: Alert,
  way: Way<AlertmanagerConfig>,
  knowsOlderNames: boolean,
): Promise<Attempt> {
  const { to, context } = way;
  const made = alertmanagerAlert(alert, {
    nowMs: context.nowMs(),
    externalUrl: context.externalUrl,
    intervalMs: context.intervalMs(alert.incident.rule),
    knowsOlderNames,
  });
  const advice =
    'Check the url of this Alertmanager, with the path that it is served under, and its version (0.16 or newer).';
  const url = `${to.url.replace(/\/+$/, '')}/api/v2/alerts`;
  return postJson({ url, body: jsonLine([made]), advice }, way);
}
