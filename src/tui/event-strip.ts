import type { Capture } from '../model/capture.ts';
import type { WatchEvent } from '../model/event.ts';
import { eventText } from '../render/event-line.ts';
import { formatMoment } from '../render/format-moment.ts';
import type { FoldedEvent } from './fold-events.ts';
import { type Line, span } from './line.ts';
import type { Tone } from './theme.ts';

/** Events a line each, as they are given: when (`nowMs` is today), what and, unless all are `ofOne`, of whom. */
export function eventStrip(events: readonly FoldedEvent[], nowMs: number, ofOne = false): Line[] {
  const moments = events.map(({ event }) => formatMoment(event.atMs, nowMs));
  const width = Math.max(0, ...moments.map(({ length }) => length));
  return events.map(({ event, captures }, i) => {
    const [, word = '', rest = ''] =
      /^(\S+(?: \S+)*)(.*)$/s.exec(eventText(briefly(event, ofOne))) ?? [];
    const many = captures.length < 2 ? null : profilesText(captures);
    return [
      span(` ${(moments[i] ?? '').padEnd(width)}  `, 'dim'),
      span(word, toneOf(event)),
      span(many === null ? rest : `${whoIn(rest, ofOne)}${many}`),
    ];
  });
}

/** The name in what follows an event's word, with the spaces around it. */
function whoIn(rest: string, ofOne: boolean): string {
  return (ofOne ? /^ +/ : /^ +\S+(?: \S+)* +/).exec(rest)?.[0] ?? '  ';
}

/** `4 profiles: suspicion heap, suspicion goroutine`. */
function profilesText(captures: readonly Capture[]): string {
  const kinds = new Set(captures.map(({ role, kind }) => `${role} ${kind}`));
  return `${captures.length} profiles: ${[...kinds].join(', ')}`;
}

/** Of a capture's path only its name has room on a line, and an incident's id is for programs. */
function briefly(event: WatchEvent, ofOne: boolean): WatchEvent {
  const one = ofOne ? { ...event, target: '', workload: '' } : event;
  if (one.kind === 'incident') return { ...one, incident: { ...one.incident, id: '' } };
  if (one.kind !== 'captured') return one;
  const path = one.capture.path.split(/[/\\]/).at(-1) ?? '';
  return { ...one, capture: { ...one.capture, path } };
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
