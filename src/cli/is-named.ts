import type { WatchEvent } from '../model/event.ts';

/** Whether an event tells of an incident that fires and whose culprit is known. */
export function isNamed(event: WatchEvent): boolean {
  return (
    event.kind === 'incident' &&
    event.incident.state === 'firing' &&
    event.incident.culprits.length > 0
  );
}
