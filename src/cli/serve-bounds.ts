import { mostWaiting } from '../notify/notifier.ts';
import type { Bound } from '../serve/bound-gauges.ts';
import { mostConnections } from '../serve/listen.ts';
import { mostReaders } from '../serve/pages/pages-deps.ts';
import { mostStreams } from '../serve/send-events.ts';
import { mostCapturing } from '../serve/webhook-route.ts';
import { mostUploads } from '../store/bucket/upload-queue.ts';
import type { Engine } from '../watch/engine.ts';
import type { Wired } from './run-watch.ts';

/** Who is connected to the server: readers of events, of live pages, and all connections. */
type Counts = {
  readonly streams: number;
  readonly readers: number;
  readonly connections: number;
};

/** How near those limits are that no figure of the snapshot tells; ARCHITECTURE.md lists them all. */
export function serveBounds(
  engine: Pick<Engine, 'capturing'>,
  wired: Pick<Wired, 'notifier' | 'bookLog' | 'uploads'> | null,
  { streams, readers, connections }: Counts,
): readonly Bound[] {
  const lengths = wired?.notifier.waiting().map(({ length }) => length) ?? [];
  const log = wired?.bookLog() ?? { bytes: 0, limit: 0 };
  const uploads = wired?.uploads() ?? null;
  return [
    ...(uploads === null
      ? []
      : [
          {
            ...{
              name: 'uploads_waiting',
              help: 'Captures and incidents that have not reached the bucket yet.',
            },
            ...{ now: uploads, limit: mostUploads },
          },
        ]),
    {
      ...{ name: 'storage_log_bytes', help: 'The log of sawtooth.db, of what is not in it yet.' },
      ...{ now: log.bytes, limit: log.limit },
    },
    {
      ...{ name: 'captures_waiting', help: 'Captures that wait or are under way.' },
      ...{ now: engine.capturing, limit: mostCapturing },
    },
    {
      ...{ name: 'event_streams', help: 'Readers of /api/v1/events.' },
      ...{ now: streams, limit: mostStreams },
    },
    {
      ...{ name: 'page_readers', help: 'Readers of pages that follow what changes.' },
      ...{ now: readers, limit: mostReaders },
    },
    {
      ...{ name: 'http_connections', help: 'Connections to this server.' },
      ...{ now: connections, limit: mostConnections },
    },
    {
      ...{ name: 'longest_notification_queue', help: 'Alerts in the longest queue of a receiver.' },
      ...{ now: Math.max(0, ...lengths), limit: mostWaiting },
    },
  ];
}
