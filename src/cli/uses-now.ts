import type { LimitUse } from '../model/limits.ts';
import type { Engine } from '../watch/engine.ts';
import type { Wired } from './viewer.ts';

/** What the server and its log count: readers of events and of live pages, connections, lines that are held back. */
type Counts = {
  readonly streams: number;
  readonly readers: number;
  readonly connections: number;
  readonly logLines: number;
};

/** How much is used at present of those limits that can be asked for it. */
export function usesNow(
  engine: Pick<Engine, 'capturing' | 'overview'>,
  wired: Pick<Wired, 'notifier' | 'bookLog' | 'unwritten' | 'uploads'> | null,
  { streams, readers, connections, logLines }: Counts,
): readonly LimitUse[] {
  const captures = engine.overview().incidents.map((incident) => incident.captures.length);
  const own: readonly LimitUse[] = [
    { limit: 'captures_waiting', used: engine.capturing },
    { limit: 'captures_of_incident', used: Math.max(0, ...captures) },
    { limit: 'event_streams', used: streams },
    { limit: 'page_readers', used: readers },
    { limit: 'connections', used: connections },
    { limit: 'log_lines_remembered', used: logLines },
  ];
  if (wired === null) return own;
  const lengths = wired.notifier.waiting().map(({ length }) => length);
  const log = wired.bookLog();
  const { records, exports } = wired.unwritten();
  return [
    ...own,
    { limit: 'notifications_waiting', used: Math.max(0, ...lengths) },
    { limit: 'book_log_bytes', used: log.bytes, most: log.limit },
    { limit: 'records_waiting', used: records },
    { limit: 'exports_waiting', used: exports },
    { limit: 'uploads_waiting', used: wired.uploads() ?? 0 },
  ];
}
