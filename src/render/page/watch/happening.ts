import type { WatchEvent } from '../../../model/event.ts';
import { culpritPlace } from '../../culprit-text.ts';
import { eventWords } from '../../event-line.ts';
import { incidentFigures } from '../../incident-figures.ts';
import { printable } from '../../printable.ts';
import { captureText } from '../../recorded-story.ts';

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
  const { kind, workload, target } = event;
  const [word, text] = wordsOf(event);
  // That a life is over is known by the next reading at the earliest.
  const atMs = event.kind === 'life-ended' ? (event.life.endAtMs ?? event.atMs) : event.atMs;
  return { atMs, kind, workload, target, incident: incidentOf(event), word, text: printable(text) };
}

/** As in the log, but for what a page shows elsewhere: where a capture is stored, an incident's own id. */
function wordsOf(event: WatchEvent): readonly [word: string, text: string] {
  if (event.kind === 'captured') {
    const { role, kind, bytes } = event.capture;
    return ['captured', captureText(role, kind, bytes)];
  }
  if (event.kind !== 'incident') return eventWords(event);
  const { rule, state, culprits } = event.incident;
  const [culprit] = culprits;
  const who = culprit === undefined ? 'no culprit yet' : culpritPlace(culprit);
  return [state, `${rule}: ${[incidentFigures(event.incident), who].filter(Boolean).join(', ')}`];
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
