import type { ReceiverConfig } from '../model/receiver.ts';
import type { ConfigFields } from './config-schema.ts';
import { httpOptionsOf } from './http-schema.ts';
import type { Secrets } from './secrets.ts';

type ReceiverFields = NonNullable<ConfigFields['receivers']>[number];
type Of<List extends keyof ReceiverFields> =
  NonNullable<ReceiverFields[List]> extends readonly (infer Item)[] ? Item : never;
type CommonFields = Pick<Of<'alertmanager_configs'>, 'send_resolved' | 'timeout' | 'http_config'> &
  Parameters<typeof httpOptionsOf>[0];

const defaultTimeoutMs = 10_000;

/** Where PagerDuty takes events (Events API v2). */
const pagerdutyUrl = 'https://events.pagerduty.com/v2/enqueue';

type Nameless = ReceiverConfig extends infer One
  ? One extends unknown
    ? Omit<One, 'name'>
    : never
  : never;

/**
 * The places that a configuration's receivers name, every default filled in. A place has its receiver's
 * name, with its kind and number where that has several: logs and metrics know it by that.
 */
export function receiversOf(
  receivers: readonly ReceiverFields[],
  secrets: Secrets,
): ReceiverConfig[] {
  return receivers.flatMap((receiver, i) => {
    const places = placesOf(receiver, secrets);
    const own = receiver.name ?? `receiver-${i + 1}`;
    return places.map((place, at): ReceiverConfig => {
      if (places.length === 1) return { ...place, name: own };
      return { ...place, name: `${own}/${wordFor(at, places)}`, placeOf: own };
    });
  });
}

/** `slack`, or `slack-2` for the second of two: others that come or go do not change it. */
function wordFor(at: number, places: readonly Nameless[]): string {
  const kind = places[at]?.kind ?? '';
  const alike = places.filter((one) => one.kind === kind);
  const number = places.slice(0, at + 1).filter((one) => one.kind === kind).length;
  return alike.length === 1 ? kind : `${kind}-${number}`;
}

function placesOf(receiver: ReceiverFields, secrets: Secrets): Nameless[] {
  return [
    ...(receiver.webhook_configs ?? []).map((given) => ({
      kind: 'webhook' as const,
      url: secrets.either(given.url, given.url_file) ?? '',
      secret: secrets.either(given.secret, given.secret_file) ?? null,
      ...filesOf({ url: given.url_file, secret: given.secret_file }, secrets),
      ...commonOf(given, secrets),
    })),
    ...(receiver.alertmanager_configs ?? []).map((given) => ({
      kind: 'alertmanager' as const,
      url: (secrets.either(given.url, given.url_file) ?? '').replace(/\/+$/, ''),
      ...filesOf({ url: given.url_file }, secrets),
      ...commonOf(given, secrets),
    })),
    ...(receiver.slack_configs ?? []).map((given) => ({
      kind: 'slack' as const,
      url: secrets.either(given.api_url, given.api_url_file) ?? '',
      channel: given.channel ?? null,
      ...filesOf({ url: given.api_url_file }, secrets),
      ...commonOf(given, secrets),
    })),
    ...(receiver.pagerduty_configs ?? []).map((given) => ({
      kind: 'pagerduty' as const,
      url: given.url ?? pagerdutyUrl,
      routingKey: secrets.either(given.routing_key, given.routing_key_file) ?? '',
      severity: given.severity ?? null,
      ...filesOf({ routingKey: given.routing_key_file }, secrets),
      ...commonOf(given, secrets),
    })),
    ...(receiver.kubernetes_event_configs ?? []).map((given) => ({
      kind: 'kubernetes-event' as const,
      apiServer: given.api_server?.replace(/\/+$/, '') ?? null,
      ...commonOf(given, secrets),
    })),
  ];
}

/** Where the fields that came from files are to be read again. */
function filesOf(
  named: Readonly<Record<string, string | undefined>>,
  secrets: Secrets,
): Pick<ReceiverConfig, 'files'> {
  const given = Object.entries(named).flatMap(([field, file]) =>
    file === undefined ? [] : [[field, secrets.pathOf(file)]],
  );
  return given.length === 0 ? {} : { files: Object.fromEntries(given) };
}

function commonOf(given: CommonFields, secrets: Secrets) {
  return {
    sendResolved: given.send_resolved ?? true,
    timeoutMs: given.timeout ?? defaultTimeoutMs,
    http: httpOptionsOf(given.http_config ?? given, secrets),
  };
}
