import { isHttpUrl } from '../model/is-http-url.ts';
import { boolean, fields, list, name, oneOf, span, text } from './fields.ts';
import { httpFields } from './http-schema.ts';

/**
 * The URLs of receivers are secrets as a rule (that of a webhook or of Slack is all that one needs to
 * post there), so none is shown.
 */
const secretUrl = text('an http or https URL').refine(isHttpUrl, {
  error: 'it must be a whole http or https URL',
});

const pathOfFile = name('the path of a file');

/** What each kind of receiver takes beside its own fields. */
const common = {
  send_resolved: boolean().optional(),
  timeout: span().optional(),
  http_config: fields(httpFields).optional(),
  ...httpFields,
};

/** A routing key has 32 characters (PagerDuty, Events API v2), letters and digits. */
const routingKey = text('the routing key of an integration').regex(/^[a-zA-Z0-9]{32}$/, {
  error:
    'a routing key has 32 letters and digits; see the Events API v2 integration of the service',
});

/** The words that PagerDuty knows. */
const pagerdutySeverities = ['critical', 'error', 'warning', 'info'] as const;

/** The lists of a receiver, one for each kind, by Alertmanager's names. */
export const receiverFields = {
  webhook_configs: list(
    fields({
      url: secretUrl.optional(),
      url_file: pathOfFile.optional(),
      secret: name('the key of the signature').optional(),
      secret_file: pathOfFile.optional(),
      ...common,
    }),
    'a list of webhooks',
  ).optional(),
  alertmanager_configs: list(
    fields({ url: secretUrl.optional(), url_file: pathOfFile.optional(), ...common }),
    'a list of Alertmanagers, each with its url',
  ).optional(),
  slack_configs: list(
    fields({
      api_url: secretUrl.optional(),
      api_url_file: pathOfFile.optional(),
      channel: name('the name of a channel').optional(),
      ...common,
    }),
    "a list of Slack's incoming webhooks",
  ).optional(),
  pagerduty_configs: list(
    fields({
      routing_key: routingKey.optional(),
      routing_key_file: pathOfFile.optional(),
      url: secretUrl.optional(),
      severity: oneOf(pagerdutySeverities).optional(),
      ...common,
    }),
    'a list of integrations, each with its routing_key',
  ).optional(),
  kubernetes_event_configs: list(
    fields({
      api_server: text('an http or https URL')
        .refine(isHttpUrl, { error: 'it must be a whole http or https URL' })
        .optional(),
      ...common,
    }),
    'a list of clusters; {} is the one that this runs in',
  ).optional(),
};
