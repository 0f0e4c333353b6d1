import type { WatchEvent } from '../model/event.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** What receivers were told by processes before this one, as the events that these had of it, oldest first. */
export function toldEvents({
  told,
  incidents,
}: Pick<Snapshot, 'told' | 'incidents'>): readonly WatchEvent[] {
  const known = new Map(incidents.map((incident) => [incident.id, incident]));
  const events = told.map(({ incident, receiver, status, state, atMs }): WatchEvent => {
    const about = known.get(incident);
    const of = {
      ...{ atMs, incident, receiver },
      ...{ target: about?.labels['instance'] ?? '', workload: about?.workload ?? '' },
    };
    return state === 'refused'
      ? { kind: 'notify-failed', ...of, reason: `${status} was refused` }
      : { kind: 'notified', ...of, status };
  });
  return events.sort((a, b) => a.atMs - b.atMs);
}
