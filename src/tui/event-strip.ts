import type { WatchEvent } from '../model/event.ts';
import { eventText } from '../render/event-line.ts';
import { formatMoment } from '../render/format-moment.ts';
import { type Line, span } from './line.ts';
import type { Tone } from './theme.ts';

/** Events a line each, as they are given: when (`nowMs` is today), what, of whom. */
export function eventStrip(events: readonly WatchEvent[], nowMs: number): Line[] {
  const moments = events.map(({ atMs }) => formatMoment(atMs, nowMs));
  const width = Math.max(0, ...moments.map(({ length }) => length));
  return events.map((event, i) => {
    const [, word = '', rest = ''] = /^(\S+(?: \S+)*)(.*)$/s.exec(eventText(briefly(event))) ?? [];
    return [
      span(` ${(moments[i] ?? '').padEnd(width)}  `, 'dim'),
      span(word, toneOf(event)),
      span(rest),
    ];
  });
}

/** Of a capture's path only its name has room on a line. */
function briefly(event: WatchEvent): WatchEvent {
  if (event.kind !== 'captured') return event;
  const path = event.capture.path.split(/[/\\]/).at(-1) ?? '';
  return { ...event, capture: { ...event.capture, path } };
}

/** What asks for someone's attention, as loudly as its word deserves. */
function toneOf(event: WatchEvent): Tone {
  switch (event.kind) {
    case 'incident':
      return event.incident.state === 'firing' ? 'bad' : 'warn';
    case 'target-down':
    case 'notify-failed':
    case 'config-rejected':
      return 'bad';
    case 'capture-failed':
    case 'notice':
    case 'life-ended':
    case 'warning':
    case 'discovery-failed':
    case 'targets-refused':
      return 'warn';
    default:
      return 'plain';
  }
}
