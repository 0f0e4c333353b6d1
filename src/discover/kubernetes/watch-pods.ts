import { z } from 'zod';
import { hideSecrets } from '../../http/hide-secrets.ts';
import type { HttpRequest } from '../../http/request.ts';
import { shownUrl } from '../../http/shown-url.ts';
import { streamLines } from '../../http/stream-lines.ts';
import { type Pod, readPod } from './pod.ts';
import {
  type Asking,
  jsonOf,
  type Problem,
  podsRequest,
  problemOf,
  refused,
} from './pods-request.ts';

/** A change of a pod, or that the version has moved on without one. */
export type PodEvent =
  | { readonly kind: 'there' | 'gone'; readonly pod: Pod; readonly version: string }
  | { readonly kind: 'passed-over'; readonly version: string };

/** How a watch ended: whether the next one may go on from the last version, and what went wrong; null: nothing. */
export type WatchEnd = {
  readonly next: 'watch' | 'list';
  readonly problem: Problem | null;
};

/** The server itself takes objects of up to 1.5 MiB (etcd). */
const maxLineBytes = 8 * 1024 ** 2;
const deadlineMs = 60_000;
/** Servers send a bookmark a minute; what is silent for longer may be gone. */
const idleMs = 120_000;

const eventSchema = z.object({
  type: z.string(),
  object: z.looseObject({
    metadata: z.looseObject({ resourceVersion: z.string().default('') }).optional(),
    code: z.number().optional(),
    message: z.string().optional(),
  }),
});

/**
 * Hands on every change since `version`, for some minutes. When the server ends it, or a connection breaks, the next
 * one goes on from the last version. Where the server refused it, ended it with an error or said nothing at all, a new
 * list is needed, as client-go does it: what a watch cannot tell the list does.
 */
export async function watchPods(
  asking: Asking,
  version: string,
  changed: (event: PodEvent) => void,
  opened: () => void,
): Promise<WatchEnd> {
  const request = await podsRequest(asking, {
    watch: '1',
    allowWatchBookmarks: 'true',
    resourceVersion: version,
    // As client-go: 5 to 10 minutes, so that a fleet of watchers does not come back at once.
    timeoutSeconds: String(Math.round(300 * (1 + asking.around.random()))),
  });
  if (!request.ok) return { next: 'list', problem: problemOf(request.reason) };
  let ended: WatchEnd | null = null;
  let wasOpened = false;
  let isSilent = true;
  const stop = new AbortController();
  const about = {
    deadlineMs,
    idleMs,
    maxBytes: maxLineBytes,
    opened: () => {
      wasOpened = true;
      opened();
    },
    signal: AbortSignal.any([asking.signal, stop.signal]),
  };
  const answer = await streamLines({ ...request.value, ...about }, (line) => {
    if (ended !== null || line === '') return;
    const event = eventOf(line, request.value);
    isSilent = false;
    if ('kind' in event) return changed(event);
    ended = event;
    stop.abort();
  });
  if (ended !== null) return ended;
  const next = wasOpened ? 'watch' : 'list';
  if (!answer.ok) return { next, problem: problemOf(answer.reason) };
  const { status, ended: how } = answer.value;
  if (status === 410) return { next: 'list', problem: null };
  if (status !== 200)
    return { next: 'list', problem: refused(request.value.url, answer.value, asking) };
  // Whatever is between keeps the events to itself.
  return { next: how === 'idle' && isSilent ? 'list' : 'watch', problem: null };
}

function eventOf(line: string, asked: Pick<HttpRequest, 'url' | 'http'>): PodEvent | WatchEnd {
  const parsed = eventSchema.safeParse(jsonOf(line));
  const failed = (why: string): WatchEnd => ({
    next: 'list',
    problem: problemOf(`GET ${shownUrl(asked.url)}: ${why}.`),
  });
  if (!parsed.success) return failed('an event of the watch is not readable');
  const { type, object } = parsed.data;
  const version = object.metadata?.resourceVersion ?? '';
  if (type === 'ERROR') {
    if (object.code === 410) return { next: 'list', problem: null };
    const said = hideSecrets(object.message ?? 'no reason given', asked).slice(0, 300);
    return failed(`the server ended the watch: ${said}`);
  }
  const read = type === 'BOOKMARK' ? null : readPod(object);
  // What cannot be read is passed over, and the next list says so: the others are worth watching.
  if (!read?.ok) return { kind: 'passed-over', version };
  return { kind: type === 'DELETED' ? 'gone' : 'there', pod: read.pod, version };
}
