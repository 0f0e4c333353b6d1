import type { HttpOptions } from './http.ts';
import type { Incident } from './incident.ts';

/** What every receiver has, whatever it speaks. */
type Common = {
  readonly name: string;
  /** The receiver that this is one place of several of; absent: it has this one, and its name. */
  readonly placeOf?: string;
  readonly sendResolved: boolean;
  /** Of one attempt, from the name's look-up to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly http: HttpOptions;
  /** By the field that came from it: files that are read again when they change. */
  readonly files?: Readonly<Partial<Record<'url' | 'secret' | 'routingKey', string>>>;
};

/** Alertmanager's webhook payload, signed where there is a secret. */
export type WebhookConfig = Common & {
  readonly kind: 'webhook';
  readonly url: string;
  /** For the signature; null: not signed. */
  readonly secret: string | null;
};

/** The API of an Alertmanager, version 2. */
export type AlertmanagerConfig = Common & {
  readonly kind: 'alertmanager';
  /** Without a slash at its end; may have a path: what `--web.route-prefix` is there. */
  readonly url: string;
};

/** An incoming webhook of Slack. */
export type SlackConfig = Common & {
  readonly kind: 'slack';
  /** Its path is its secret. */
  readonly url: string;
  /** null: the channel that the webhook was made for. */
  readonly channel: string | null;
};

/** PagerDuty's Events API, version 2. */
export type PagerdutyConfig = Common & {
  readonly kind: 'pagerduty';
  readonly url: string;
  readonly routingKey: string;
  /** null: from the alert's own label. */
  readonly severity: string | null;
};

/** An Event on the pod that leaks, as `kubectl describe pod` shows it. */
export type KubernetesEventConfig = Common & {
  readonly kind: 'kubernetes-event';
  /** null: the API server of the pod which this runs in, with its service account. */
  readonly apiServer: string | null;
};

/** One place that is told of incidents. */
export type ReceiverConfig =
  | WebhookConfig
  | AlertmanagerConfig
  | SlackConfig
  | PagerdutyConfig
  | KubernetesEventConfig;

/** The two things that a receiver is told of an incident. */
export type AlertStatus = 'firing' | 'resolved';

/** What a receiver is told: the incident as it is now. */
export type Alert = {
  readonly incident: Incident;
  readonly status: AlertStatus;
};
