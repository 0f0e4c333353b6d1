import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { WatchEvent } from '../model/event.ts';
import { limits, type NoteUse } from '../model/limits.ts';
import { noStore, refuse } from './envelope.ts';

/** What events come from, and when they end. */
export type EventSource = {
  readonly subscribe: (listener: (event: WatchEvent) => void) => () => void;
  readonly signal: AbortSignal;
  /** How many answers are streamed now; absent: nobody counts. */
  readonly streams?: () => number;
  readonly noteUse?: NoteUse;
};

/** A reader that is slower than that is left: its stream ends. */
const maxWaiting = limits.events_waiting.most;

const mostStreams = limits.event_streams.most;

/** Server-sent events, one a `data:` line with its kind as the event's name, until either side ends; those of the `past` first. */
export function sendEvents(
  c: Context,
  { subscribe, signal, streams, noteUse }: EventSource,
  write: (event: WatchEvent) => string,
  past: readonly WatchEvent[] = [],
): Response {
  // Without a body nobody would end the stream.
  if (c.req.method === 'HEAD') {
    return c.body(null, 200, { ...noStore, 'content-type': 'text/event-stream' });
  }
  if (streams !== undefined && streams() >= mostStreams) {
    const headers = { 'retry-after': '10' };
    return refuse(c, 503, `${mostStreams} readers of events are served already`, { headers });
  }
  return streamSSE(c, async (stream) => {
    const waiting = [...past];
    let wake = () => {};
    const unsubscribe = subscribe((event) => {
      const used = waiting.push(event);
      noteUse?.({ limit: 'events_waiting', used });
      if (used <= maxWaiting) return wake();
      // It has stopped reading: what is being written to it may never be taken, so its connection ends.
      unsubscribe();
      waiting.length = 0;
      stream.abort();
      (c.env as Partial<HttpBindings> | undefined)?.outgoing?.destroy();
    });
    const end = () => wake();
    signal.addEventListener('abort', end, { once: true });
    stream.onAbort(end);
    // An answer begins with its first byte: without one a client would wait for its headers.
    await stream.write(': sawtooth\n\n');
    try {
      while (!stream.aborted) {
        const event = waiting.shift();
        if (event !== undefined) {
          await stream.writeSSE({ event: event.kind, data: write(event) });
        } else if (signal.aborted) {
          break;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      unsubscribe();
      signal.removeEventListener('abort', end);
    }
  });
}
