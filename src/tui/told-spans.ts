import type { WatchEvent } from '../model/event.ts';
import { formatClock } from '../render/format-time.ts';
import { printable } from '../render/printable.ts';
import { type Span, span } from './line.ts';
import { glyphs } from './theme.ts';

/** Who was told of a workload's incidents, and who could not be, oldest first. */
export function toldSpans(events: readonly WatchEvent[], workload: string): Span[] {
  return events.flatMap((event) => {
    if (event.workload !== workload) return [];
    const at = formatClock(event.atMs);
    if (event.kind === 'notified') {
      return [span(printable(`${at} ${glyphs.passed} ${event.receiver}: ${event.status}`))];
    }
    if (event.kind !== 'notify-failed') return [];
    return [span(printable(`${at} ${glyphs.failed} ${event.receiver}: ${event.reason}`), 'bad')];
  });
}
