import type { WatchEvent } from '../model/event.ts';
import { formatMoment } from '../render/format-moment.ts';
import { printable } from '../render/printable.ts';
import { type Span, span } from './line.ts';
import { glyphs } from './theme.ts';

/** Who was told of incidents (by their ids), and who could not be, oldest first. */
export function toldSpans(
  events: readonly WatchEvent[],
  incidents: readonly string[],
  nowMs: number,
): Span[] {
  return events.flatMap((event) => {
    if (event.kind !== 'notified' && event.kind !== 'notify-failed') return [];
    if (!incidents.includes(event.incident)) return [];
    const at = formatMoment(event.atMs, nowMs);
    if (event.kind === 'notified') {
      return [span(printable(`${at} ${glyphs.passed} ${event.receiver}: ${event.status}`))];
    }
    return [span(printable(`${at} ${glyphs.failed} ${event.receiver}: ${event.reason}`), 'bad')];
  });
}
