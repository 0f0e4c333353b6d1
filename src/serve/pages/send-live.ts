import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { limits } from '../../model/limits.ts';
import { asOf } from '../../render/page/live-page.ts';
import { pageHeaders } from '../page-headers.ts';
import type { Change, LiveHub, Look } from './live-hub.ts';

/**
 * What of a page changes, as server-sent events, until either side ends: `page` with what is new, the time
 * with it, by which a reader sees that all is well; `gone` at last.
 */
export function sendLive(
  c: Context,
  { hub, signal }: { readonly hub: LiveHub; readonly signal: AbortSignal },
  look: Look,
): Response | Promise<Response> {
  const headers = { ...pageHeaders, 'content-type': 'text/event-stream; charset=utf-8' };
  // Without a body nobody would end the stream.
  if (c.req.method === 'HEAD') return c.body(null, 200, headers);
  if (hub.readers >= limits.page_readers.most) {
    return c.text('Too many look already.\n', 503, { ...pageHeaders, 'retry-after': '10' });
  }
  const { pathname, search } = new URL(c.req.url);
  for (const [name, value] of Object.entries(pageHeaders)) c.header(name, value);
  // nginx would keep what comes until there is enough of it.
  c.header('x-accel-buffering', 'no');
  return streamSSE(c, async (stream) => {
    let waiting: Change | null = null;
    let isGone = false;
    let wake = () => {};
    const leave = hub.join(`${pathname}${search}`, timed(look), (change) => {
      isGone = change === null;
      // Of what a slow reader has not taken yet only the newest is kept.
      if (change !== null) waiting = { ...change, parts: merged(waiting, change) };
      wake();
    });
    const end = () => wake();
    signal.addEventListener('abort', end, { once: true });
    stream.onAbort(end);
    // An answer begins with its first byte.
    await stream.write(': sawtooth\n\n');
    try {
      while (!stream.aborted && !signal.aborted) {
        if (waiting !== null) {
          const { title, parts }: Change = waiting;
          waiting = null;
          await stream.writeSSE({
            event: 'page',
            data: JSON.stringify({ title, parts: [...parts.values()] }),
          });
        } else if (isGone) {
          await stream.writeSSE({ event: 'gone', data: '' });
          break;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      leave();
      signal.removeEventListener('abort', end);
    }
  });
}

function timed(look: Look): Look {
  return (snapshot) => {
    const page = look(snapshot);
    const parts = new Map([...(page?.parts ?? []), ['as-of', asOf(snapshot.atMs)] as const]);
    return page === null ? null : { ...page, parts };
  };
}

function merged(waiting: Change | null, { parts }: Change): Change['parts'] {
  return waiting === null ? parts : new Map([...waiting.parts, ...parts]);
}
