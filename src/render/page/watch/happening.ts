import type { WatchEvent } from '../../../model/event.ts';
import { eventWords } from '../../event-line.ts';
import { printable } from '../../printable.ts';

/** One line of a time line: what happened, where, and in which incident as far as that is said. */
export type Happening = {
  readonly atMs: number;
  readonly kind: WatchEvent['kind'];
  readonly workload: string;
  /** The target's instance. */
  readonly target: string;
  /** null: it belongs to the target. */
  readonly incident: string | null;
  readonly word: string;
  readonly text: string;
};

/** What a page tells of an event: words alone, since incidents and diffs are large. */
export function happeningOf(event: WatchEvent): Happening {
  const { atMs, kind, workload, target } = event;
  const [word, text] = eventWords(event);
  return { atMs, kind, workload, target, incident: incidentOf(event), word, text: printable(text) };
}

function incidentOf(event: WatchEvent): string | null {
  switch (event.kind) {
    case 'incident':
      return event.incident.id;
    case 'notified':
    case 'notify-failed':
      return event.incident;
    default:
      return null;
  }
}
