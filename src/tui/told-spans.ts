import type { Snapshot } from '../model/snapshot.ts';
import { formatMoment } from '../render/format-moment.ts';
import { owedOf } from '../render/owed-of.ts';
import { printable } from '../render/printable.ts';
import { toldEvents } from '../render/told-events.ts';
import { type Span, span } from './line.ts';
import type { Picture } from './picture.ts';
import { glyphs } from './theme.ts';

/**
 * Who was told of incidents (by their ids), by this process or one before it, and who could not be; oldest first, and
 * last who has still to be told.
 */
export function toldSpans(
  { snapshot, events }: Pick<Picture, 'snapshot' | 'events'>,
  incidents: readonly string[],
): Span[] {
  const ruleOf = rulesOf(snapshot, incidents);
  const owed = incidents.flatMap((id) => owedOf(snapshot.owed ?? [], id));
  const waiting = owed.map(({ incident, receiver, status, atMs }) => {
    const since = formatMoment(atMs, snapshot.atMs);
    return span(
      printable(
        `${since} ${glyphs.watch} ${receiver}: ${ruleOf(incident)}${status}, not delivered yet`,
      ),
      'warn',
    );
  });
  const told = [...toldEvents(snapshot), ...events].flatMap((event): Span[] => {
    if (event.kind !== 'notified' && event.kind !== 'notify-failed') return [];
    if (!incidents.includes(event.incident)) return [];
    const at = formatMoment(event.atMs, snapshot.atMs);
    if (event.kind === 'notified') {
      return [
        span(
          printable(
            `${at} ${glyphs.passed} ${event.receiver}: ${ruleOf(event.incident)}${event.status}`,
          ),
        ),
      ];
    }
    return [
      span(
        printable(
          `${at} ${glyphs.failed} ${event.receiver}: ${ruleOf(event.incident)}${event.reason}`,
        ),
        'bad',
      ),
    ];
  });
  return [...told, ...waiting];
}

/** The rule of an incident with a space behind it, where there are several: `firing` twice says nothing new. */
function rulesOf({ incidents }: Snapshot, ids: readonly string[]): (id: string) => string {
  const rules = new Map(
    incidents.flatMap(({ id, rule }) => (ids.includes(id) ? [[id, rule]] : [])),
  );
  if (new Set(rules.values()).size < 2) return () => '';
  return (id) => `${rules.get(id) ?? ''} `.trimStart();
}
