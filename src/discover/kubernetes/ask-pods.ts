import { z } from 'zod';
import { clusterAccess } from '../../http/cluster-access.ts';
import { explainStatus } from '../../http/explain-answer.ts';
import { hideSecrets } from '../../http/hide-secrets.ts';
import { type HttpAnswer, type HttpRequest, httpRequest } from '../../http/request.ts';
import { shownUrl } from '../../http/shown-url.ts';
import { streamLines } from '../../http/stream-lines.ts';
import { failure, type Result, success } from '../../model/result.ts';
import type { Surroundings } from '../provider.ts';
import type { KubernetesDiscovery } from './namespaces-of.ts';
import { type Pod, podSchema } from './pod.ts';

/** Where and with whom pods are asked for. */
export type Asking = {
  readonly config: KubernetesDiscovery;
  /** Empty: all. */
  readonly namespace: string;
  readonly around: Surroundings;
  readonly signal: AbortSignal;
};

/** A change of a pod, or that the version has moved on without one. */
export type PodEvent =
  | { readonly kind: 'there' | 'gone'; readonly pod: Pod; readonly version: string }
  | { readonly kind: 'bookmark'; readonly version: string };

/** The version that was asked for is too old: the server wants a new list (410 Gone). */
export const tooOld = 'too-old';

/** Pods a page: a few megabytes, and little for the server to hold. */
const pageSize = 500;
const maxPageBytes = 64 * 1024 ** 2;
/** The server itself takes objects of up to 1.5 MiB (etcd). */
const maxLineBytes = 8 * 1024 ** 2;
const deadlineMs = 60_000;
/** Servers send a bookmark a minute; what is silent for longer may be gone. */
const idleMs = 120_000;

const listSchema = z.object({
  metadata: z.object({ resourceVersion: z.string().default(''), continue: z.string().optional() }),
  items: z.array(z.unknown()).nullish(),
});
const eventSchema = z.object({
  type: z.string(),
  object: z.looseObject({
    metadata: z.looseObject({ resourceVersion: z.string().default('') }).optional(),
    code: z.number().optional(),
    message: z.string().optional(),
  }),
});

/** All pods, page by page, and the version that a watch goes on from. `tooOld`: it took too long, begin anew. */
export async function listPods(
  asking: Asking,
): Promise<Result<{ readonly pods: readonly Pod[]; readonly version: string } | typeof tooOld>> {
  const pods: Pod[] = [];
  let next = '';
  for (;;) {
    const page = await askForPage(asking, next);
    if (!page.ok) return page;
    if (page.value === tooOld) return success(tooOld);
    pods.push(...(page.value.items ?? []).flatMap(podOf));
    next = page.value.metadata.continue ?? '';
    if (next === '') return success({ pods, version: page.value.metadata.resourceVersion });
  }
}

async function askForPage(
  asking: Asking,
  next: string,
): Promise<Result<z.output<typeof listSchema> | typeof tooOld>> {
  const access = await clusterAccess(
    { ...asking.config, field: 'kubernetes_sd_configs' },
    asking.around,
  );
  if (!access.ok) return access;
  const url = podsUrl(access.value.server, asking, {
    limit: String(pageSize),
    ...(next === '' ? {} : { continue: next }),
  });
  const answer = await httpRequest({
    method: 'GET',
    url,
    headers: { accept: 'application/json' },
    http: access.value.http,
    deadlineMs,
    maxBytes: maxPageBytes,
    signal: asking.signal,
  });
  if (!answer.ok) return answer;
  if (answer.value.status === 410) return success(tooOld);
  if (answer.value.status !== 200) return failure(explain(url, answer.value, asking));
  const page = listSchema.safeParse(jsonOf(Buffer.from(answer.value.body).toString('utf8')));
  return page.success
    ? success(page.data)
    : failure(`GET ${shownUrl(url)}: this is no list of pods. Check api_server.`);
}

/**
 * Hands on every change since `version`, for some minutes. A success when the server, or silence, ends
 * it: the watch goes on from the last version; `tooOld`: a new list is needed.
 */
export async function watchPods(
  asking: Asking,
  version: string,
  changed: (event: PodEvent) => void,
  opened: () => void,
): Promise<Result<'ended' | typeof tooOld>> {
  const access = await clusterAccess(
    { ...asking.config, field: 'kubernetes_sd_configs' },
    asking.around,
  );
  if (!access.ok) return access;
  const url = podsUrl(access.value.server, asking, {
    watch: '1',
    allowWatchBookmarks: 'true',
    resourceVersion: version,
    // As client-go: 5 to 10 minutes, so that a fleet of watchers does not come back at once.
    timeoutSeconds: String(Math.round(300 * (1 + asking.around.random()))),
  });
  let failed: Result<typeof tooOld> | null = null;
  const stop = new AbortController();
  const end = () => stop.abort();
  asking.signal.addEventListener('abort', end, { once: true });
  const answer = await streamLines(
    {
      url,
      headers: { accept: 'application/json' },
      http: access.value.http,
      deadlineMs,
      idleMs,
      maxBytes: maxLineBytes,
      opened,
      signal: stop.signal,
    },
    (line) => {
      if (failed !== null || line === '') return;
      const event = eventOf(line, { url, http: access.value.http });
      if (event.ok && event.value !== tooOld) {
        if (event.value !== null) changed(event.value);
        return;
      }
      failed = event.ok ? success(tooOld) : event;
      stop.abort();
    },
  );
  asking.signal.removeEventListener('abort', end);
  if (failed !== null) return failed;
  if (!answer.ok) return answer;
  if (answer.value.status === 410) return success(tooOld);
  if (answer.value.status !== 200) return failure(explain(url, answer.value, asking));
  return success('ended');
}

/** null: an event that says nothing of a pod. */
function eventOf(
  line: string,
  asked: Pick<HttpRequest, 'url' | 'http'>,
): Result<PodEvent | typeof tooOld | null> {
  const parsed = eventSchema.safeParse(jsonOf(line));
  if (!parsed.success)
    return failure(`GET ${shownUrl(asked.url)}: an event of the watch is not readable.`);
  const { type, object } = parsed.data;
  const version = object.metadata?.resourceVersion ?? '';
  if (type === 'BOOKMARK') return success({ kind: 'bookmark', version });
  if (type === 'ERROR') {
    if (object.code === 410) return success(tooOld);
    const why = hideSecrets(object.message ?? 'no reason given', asked).slice(0, 300);
    return failure(`GET ${shownUrl(asked.url)}: the server ended the watch: ${why}.`);
  }
  const [pod] = podOf(object);
  if (pod === undefined) return success(null);
  return success({ kind: type === 'DELETED' ? 'gone' : 'there', pod, version });
}

/** What cannot be read as a pod is passed over: the others are worth watching. */
function podOf(item: unknown): Pod[] {
  const pod = podSchema.safeParse(item);
  return pod.success ? [pod.data] : [];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
