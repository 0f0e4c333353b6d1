import { clusterAccess } from '../../http/cluster-access.ts';
import { explainStatus } from '../../http/explain-answer.ts';
import type { HttpAnswer } from '../../http/request.ts';
import { retryAfterMs } from '../../http/retry-after.ts';
import { shownUrl } from '../../http/shown-url.ts';
import type { HttpOptions } from '../../model/http.ts';
import { parseJson } from '../../model/json-fault.ts';
import { type Result, success } from '../../model/result.ts';
import type { Surroundings } from '../provider.ts';
import type { KubernetesDiscovery } from './namespaces-of.ts';

/** Where and with whom pods are asked for. */
export type Asking = {
  readonly config: KubernetesDiscovery;
  /** Empty: all. */
  readonly namespace: string;
  readonly around: Surroundings;
  readonly signal: AbortSignal;
};

/** What went wrong, and how long the server wants to be left alone, in milliseconds. */
export type Problem = { readonly reason: string; readonly waitMs: number };

/** A problem of which nobody says how long it will last. */
export function problemOf(reason: string): Problem {
  return { reason, waitMs: 0 };
}

/** The address of the pods and how it is asked for. */
export async function podsRequest(
  asking: Asking,
  query: Readonly<Record<string, string>>,
): Promise<
  Result<{
    readonly url: string;
    readonly http: HttpOptions;
    readonly headers: { readonly accept: string };
  }>
> {
  const { config, around } = asking;
  const access = await clusterAccess({ ...config, field: 'kubernetes_sd_configs' }, around);
  if (!access.ok) return access;
  const { server, http } = access.value;
  return success({
    url: podsUrl(server, asking, query),
    http,
    headers: { accept: 'application/json' },
  });
}

function podsUrl(
  server: string,
  { namespace, config }: Asking,
  query: Readonly<Record<string, string>>,
): string {
  const path = namespace === '' ? '' : `/namespaces/${namespace}`;
  const selectors = {
    ...(config.labelSelector === '' ? {} : { labelSelector: config.labelSelector }),
    ...(config.fieldSelector === '' ? {} : { fieldSelector: config.fieldSelector }),
  };
  return `${server}/api/v1${path}/pods?${new URLSearchParams({ ...selectors, ...query })}`;
}

/** What an answer with another status than 200 means. */
export function refused(url: string, answer: HttpAnswer, asking: Asking): Problem {
  const waitMs = retryAfterMs(answer.headers['retry-after'], Date.now()) ?? 0;
  return { reason: explain(url, answer, asking), waitMs };
}

function explain(url: string, answer: HttpAnswer, { namespace }: Asking): string {
  if (answer.status === 403) {
    const where = namespace === '' ? 'of all namespaces' : `of namespace ${namespace}`;
    return `GET ${shownUrl(url)}: this account may not list or watch the pods ${where} (403 Forbidden). Grant it get, list and watch on pods there, or name other namespaces.`;
  }
  if (answer.status === 401) {
    return `GET ${shownUrl(url)}: the API server does not know this account (401 Unauthorized). Check its token.`;
  }
  return explainStatus(url, answer, 'Check api_server and the names of namespaces.');
}

/** A page of five hundred pods has some hundred thousand values; who sends all pods at once may have so many. */
const mostValues = 4_000_000;

/** What the text means; undefined: it is no JSON, or none of pods. */
export function jsonOf(text: string): unknown {
  try {
    return parseJson(text, mostValues);
  } catch {
    return undefined;
  }
}
