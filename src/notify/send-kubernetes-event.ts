import type { ClusterAccess } from '../http/cluster-access.ts';
import type { HttpAnswer, HttpRequest } from '../http/request.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import { shownUrl } from '../http/shown-url.ts';
import type { Alert, KubernetesEventConfig } from '../model/receiver.ts';
import type { Result } from '../model/result.ts';
import { jsonLine } from '../render/json-line.ts';
import { kubernetesEvent, type PodReference, podOfAlert } from '../render/kubernetes-event.ts';
import type { Attempt, Way } from './attempt.ts';

const maxPodBytes = 2 * 1024 ** 2;

/**
 * One attempt to write an Event on the pod that an alert is of. The pod is asked for first: an Event without
 * its uid is not found by who describes it. One that is there already is made anew with what is so now.
 */
export async function sendKubernetesEvent(
  alert: Alert,
  way: Way<KubernetesEventConfig>,
): Promise<Attempt> {
  const pod = podOfAlert(alert);
  if (pod === null) return failed('the alert names no pod: its labels lack namespace or pod.');
  const access = await way.context.clusterAccess(way.to);
  if (!access.ok) return failed(access.reason, { final: false });
  const cluster = { access: access.value, way };
  const found = await ask(cluster, 'GET', podPath(pod));
  if (!found.ok) return failed(found.reason, { final: false });
  if (found.value.status !== 200) return refused(found.value, cluster, 'GET', podPath(pod));
  const { podShape } = await import('./answer-shapes.ts');
  const uid = podShape.safeParse(parsed(found.value.body)).data?.metadata.uid;
  if (uid === undefined) return failed('the API server answered with no pod. Check api_server.');
  const event = kubernetesEvent(alert, { ...pod, uid }, way.context.nowMs());
  const events = `/api/v1/namespaces/${encodeURIComponent(pod.namespace)}/events`;
  const made = await ask(cluster, 'POST', events, event);
  if (!made.ok) return failed(made.reason, { final: false });
  if (made.value.status < 300) return { kind: 'arrived' };
  if (made.value.status !== 409) return refused(made.value, cluster, 'POST', events);
  const { message, lastTimestamp } = event;
  const known = `${events}/${encodeURIComponent(event.metadata.name)}`;
  const renewed = await ask(cluster, 'PATCH', known, { message, lastTimestamp });
  if (!renewed.ok) return failed(renewed.reason, { final: false });
  return renewed.value.status < 300
    ? { kind: 'arrived' }
    : refused(renewed.value, cluster, 'PATCH', known);
}

type Cluster = { readonly access: ClusterAccess; readonly way: Way<KubernetesEventConfig> };

function ask(
  { access, way }: Cluster,
  method: HttpRequest['method'],
  path: string,
  body?: object,
): Promise<Result<HttpAnswer>> {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  return way.context.request({
    method,
    url: `${access.server}${path}`,
    ...(body === undefined ? {} : { body: jsonLine(body) }),
    headers: { accept: 'application/json', 'content-type': type },
    http: access.http,
    deadlineMs: way.to.timeoutMs,
    maxBytes: maxPodBytes,
    signal: way.signal,
  });
}

function podPath({ namespace, name }: PodReference): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
}

/** A pod that is gone has nobody who would look at it: that is final, and so is what a right is missing for. */
function refused(
  { status, headers }: HttpAnswer,
  { access, way }: Cluster,
  method: HttpRequest['method'],
  path: string,
): Attempt {
  const advice =
    status === 403
      ? ' Grant this account get on pods, and create and patch on events.'
      : status === 404 && method === 'GET'
        ? ' The pod is gone.'
        : '';
  return {
    kind: 'failed',
    reason: `${method} ${shownUrl(`${access.server}${path}`, method)} was answered with status ${status}.${advice}`,
    final: status < 500 && status !== 429 && status !== 401,
    retryAfterMs: retryAfterMs(headers['retry-after'], way.context.nowMs()),
  };
}

function failed(reason: string, { final = true } = {}): Attempt {
  return { kind: 'failed', reason, final, retryAfterMs: null };
}
