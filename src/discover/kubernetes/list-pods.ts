import { z } from 'zod';
import { httpRequest } from '../../http/request.ts';
import { shownUrl } from '../../http/shown-url.ts';
import { type Pod, readPod } from './pod.ts';
import {
  type Asking,
  jsonOf,
  type Problem,
  podsRequest,
  problemOf,
  refused,
} from './pods-request.ts';

/** All pods, and the version that a watch goes on from; or that it took too long and is to be begun anew; or why there are none. */
export type Listed =
  | {
      readonly kind: 'pods';
      readonly pods: readonly Pod[];
      /** What is there and cannot be read, by its key, with the reason. */
      readonly unreadable: ReadonlyMap<string, string>;
      readonly version: string;
    }
  | { readonly kind: 'too-old' }
  | ({ readonly kind: 'failed' } & Problem);

/** Pods a page: a few megabytes, and little for the server to hold. */
const pageSize = 500;
const maxPageBytes = 64 * 1024 ** 2;
const deadlineMs = 60_000;

/** As many as a cluster may have (kubernetes.io, Considerations for large clusters). */
const mostPods = 150_000;
/** A page may be empty, where a selector leaves nothing of it: three times what those pods take. */
const mostPages = 1_000;

const listSchema = z.object({
  metadata: z.object({ resourceVersion: z.string().default(''), continue: z.string().optional() }),
  items: z.array(z.unknown()).nullish(),
});

/** Asks for all pods, page by page. */
export async function listPods(asking: Asking): Promise<Listed> {
  const pods: Pod[] = [];
  const unreadable = new Map<string, string>();
  let next = '';
  for (let pages = 0; pages < mostPages && pods.length + unreadable.size <= mostPods; pages++) {
    const page = await askForPage(asking, next);
    if (page.kind !== 'page') return page;
    if (!takeIn(page, pods, unreadable)) {
      return failed(`GET ${shownServer(asking)}: this is no list of pods. Check api_server.`);
    }
    const { resourceVersion: version, continue: after = '' } = page.metadata;
    if (after === '') return { kind: 'pods', pods, unreadable, version };
    if (after === next) break;
    next = after;
  }
  const why = `page follows page without an end, by now with ${pods.length} pods`;
  return failed(`GET ${shownServer(asking)}: ${why}. Check api_server.`);
}

/** False where something has not even a name: a list of millions of such is not looked at to its end. */
function takeIn({ items }: Page, pods: Pod[], unreadable: Map<string, string>): boolean {
  for (const item of items ?? []) {
    const read = readPod(item);
    if (read.ok) pods.push(read.pod);
    else if (read.key === null) return false;
    else unreadable.set(read.key, read.reason);
  }
  return true;
}

function shownServer({ config }: Asking): string {
  return config.apiServer === null ? 'pods' : shownUrl(config.apiServer);
}

function failed(reason: string): Listed & { kind: 'failed' } {
  return { kind: 'failed', ...problemOf(reason) };
}

type Page = { readonly kind: 'page' } & z.output<typeof listSchema>;

async function askForPage(
  asking: Asking,
  next: string,
): Promise<Page | Exclude<Listed, { kind: 'pods' }>> {
  const request = await podsRequest(asking, {
    limit: String(pageSize),
    ...(next === '' ? {} : { continue: next }),
  });
  if (!request.ok) return failed(request.reason);
  const { url } = request.value;
  const { signal } = asking;
  const about = { method: 'GET', deadlineMs, maxBytes: maxPageBytes, signal } as const;
  const answer = await httpRequest({ ...request.value, ...about });
  if (!answer.ok) return failed(answer.reason);
  if (answer.value.status === 410) return { kind: 'too-old' };
  if (answer.value.status !== 200) {
    return { kind: 'failed', ...refused(url, answer.value, asking) };
  }
  const page = listSchema.safeParse(jsonOf(Buffer.from(answer.value.body).toString('utf8')));
  if (page.success) return { kind: 'page', ...page.data };
  return failed(`GET ${shownUrl(url)}: this is no list of pods. Check api_server.`);
}
