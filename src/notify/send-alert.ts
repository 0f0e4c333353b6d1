import type { Alert, PagerdutyConfig, SlackConfig, WebhookConfig } from '../model/receiver.ts';
import { alertPayload } from '../render/alert-payload.ts';
import { jsonLine } from '../render/json-line.ts';
import { pagerdutyEvent } from '../render/pagerduty-event.ts';
import { slackMessage } from '../render/slack-message.ts';
import type { Attempt, Way } from './attempt.ts';
import { freshReceiver } from './fresh-receiver.ts';
import { postJson } from './post-json.ts';
import { sendKubernetesEvent } from './send-kubernetes-event.ts';
import { sendToAlertmanager } from './send-to-alertmanager.ts';
import { signBody } from './sign-body.ts';

/**
 * One attempt to tell a receiver of an alert, in the receiver's own words. What it is sent is made at
 * the attempt: a signature, and the time at which an alert ends by itself, are of that moment.
 */
export async function sendAlert(alert: Alert, way: Way): Promise<Attempt> {
  const { incident } = alert;
  const labels = { ...way.context.externalLabels(), ...incident.labels };
  const outgoing = { ...alert, incident: { ...incident, labels } };
  const to = await freshReceiver(way.to);
  switch (to.kind) {
    case 'webhook':
      return sendWebhook(outgoing, { ...way, to });
    case 'alertmanager':
      return sendToAlertmanager(outgoing, { ...way, to });
    case 'slack':
      return sendSlack(outgoing, { ...way, to });
    case 'pagerduty':
      return sendPagerduty(outgoing, { ...way, to });
    case 'kubernetes-event':
      return sendKubernetesEvent(outgoing, { ...way, to });
  }
}

function sendWebhook({ incident, status }: Alert, way: Way<WebhookConfig>): Promise<Attempt> {
  const { to, context } = way;
  const nowMs = context.nowMs();
  const { externalUrl } = context;
  // Whoever routes by it knows the receiver by its own name, as Alertmanager has it, and no places.
  const receiver = to.placeOf ?? to.name;
  const body = jsonLine(alertPayload(incident, { status, receiver, externalUrl, nowMs }));
  // Signed anew each time: a receiver may refuse an old timestamp.
  const headers = to.secret === null ? {} : signBody(body, to.secret, nowMs);
  const advice = 'Check the url and the secret of this receiver.';
  return postJson({ url: to.url, body, headers, advice, mayBePage: true }, way);
}

function sendSlack(alert: Alert, way: Way<SlackConfig>): Promise<Attempt> {
  const { to, context } = way;
  const { externalUrl } = context;
  const body = jsonLine(slackMessage(alert, { externalUrl, channel: to.channel }));
  const advice = 'Check the api_url and the channel of this receiver.';
  return postJson({ url: to.url, body, advice, isRefusal: isSlackRefusal }, way);
}

/** `ok: false` of Slack's Web API (docs.slack.dev/apis/web-api), which an api_url may be of too. */
function isSlackRefusal(answer: string): boolean {
  return /^\s*\{\s*"ok"\s*:\s*false\b/.test(answer);
}

function sendPagerduty(alert: Alert, way: Way<PagerdutyConfig>): Promise<Attempt> {
  const { to, context } = way;
  const body = jsonLine(pagerdutyEvent(alert, { externalUrl: context.externalUrl, to }));
  return postJson({ url: to.url, body, advice: 'Check the routing_key of this receiver.' }, way);
}
