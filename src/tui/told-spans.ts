import { formatMoment } from '../render/format-moment.ts';
import { printable } from '../render/printable.ts';
import { toldEvents } from '../render/told-events.ts';
import { type Span, span } from './line.ts';
import type { Picture } from './picture.ts';
import { glyphs } from './theme.ts';

/** Who was told of incidents (by their ids), by this process or one before it, and who could not be; oldest first. */
export function toldSpans(
  { snapshot, events }: Pick<Picture, 'snapshot' | 'events'>,
  incidents: readonly string[],
): Span[] {
  return [...toldEvents(snapshot), ...events].flatMap((event) => {
    if (event.kind !== 'notified' && event.kind !== 'notify-failed') return [];
    if (!incidents.includes(event.incident)) return [];
    const at = formatMoment(event.atMs, snapshot.atMs);
    if (event.kind === 'notified') {
      return [span(printable(`${at} ${glyphs.passed} ${event.receiver}: ${event.status}`))];
    }
    return [span(printable(`${at} ${glyphs.failed} ${event.receiver}: ${event.reason}`), 'bad')];
  });
}
