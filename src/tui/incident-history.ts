import type { WatchEvent } from '../model/event.ts';
import type { Incident } from '../model/incident.ts';
import { formatDuration } from '../render/format-duration.ts';
import { formatMoment } from '../render/format-moment.ts';
import { printable } from '../render/printable.ts';
import { type RecordedMoment, recordedStory } from '../render/recorded-story.ts';
import { wrapText } from '../render/wrap-text.ts';
import { labelled } from './labelled.ts';
import { type Line, type Span, span } from './line.ts';
import type { Picture } from './picture.ts';
import { glyphs, type Tone } from './theme.ts';
import { toldSpans } from './told-spans.ts';

/** One thing that happened, `atMs` in ms since 1970. */
type Happened = { readonly atMs: number; readonly text: string; readonly tone: Tone };

/** What was sent to whom, then what happened, the newest first. */
export function incidentHistory(
  incident: Incident,
  picture: Pick<Picture, 'snapshot' | 'events'>,
  width: number,
): Line[] {
  const nowMs = picture.snapshot.atMs;
  const happened = [
    ...recordedStory(incident).map(recordedLine),
    ...ofTarget(incident, picture.events),
  ].sort((a, b) => b.atMs - a.atMs);
  const moments = happened.map(({ atMs }) => formatMoment(atMs, nowMs));
  const momentWidth = Math.max(...moments.map(({ length }) => length));
  const told = toldSpans(picture, [incident.id]).reverse();
  const nobody = span('nobody yet', 'dim');
  return [
    ...labelled('TOLD', told.length === 0 ? [nobody] : told, width),
    [],
    ...happened.flatMap((one, i) => {
      const moment = (moments[i] ?? '').padEnd(momentWidth);
      return happenedLines(one, moment, happened[i + 1]?.atMs ?? null, width);
    }),
  ];
}

/** When, how long after what was before it, and what. */
function happenedLines(
  { atMs, text, tone }: Happened,
  moment: string,
  before: number | null,
  width: number,
): Line[] {
  const after = before === null ? '' : `+${formatDuration(Math.round((atMs - before) / 1000))}`;
  const lead: Span[] = [span(moment, 'dim'), span(` ${after.padStart(12)}  `, 'dim')];
  const indent = moment.length + 15;
  const [first = '', ...more] = wrapText(printable(text), Math.max(20, width - indent));
  return [
    [...lead, span(first, tone)],
    ...more.map((line): Line => [span(`${' '.repeat(indent)}${line}`, tone)]),
  ];
}

/** What the incident's own record says. */
function recordedLine({ atMs, kind, word, text }: RecordedMoment): Happened {
  switch (kind) {
    case 'life-ended':
      return { atMs, text: `a life ${word}: ${text}`, tone: 'warn' };
    case 'captured':
      return { atMs, text: `${word} ${text}`, tone: 'plain' };
    case 'diffed':
      return { atMs, text: `${word} ${text}`, tone: 'strong' };
    case 'incident':
      return { atMs, ...stateOf(word, text) };
  }
}

function stateOf(word: string, rule: string): Pick<Happened, 'text' | 'tone'> {
  if (word === 'firing') return { text: `${glyphs.firing} firing: ${rule}`, tone: 'bad' };
  if (word === 'resolved') return { text: 'resolved', tone: 'good' };
  return { text: `${word}: ${rule}`, tone: 'warn' };
}

/** What its record does not say: what was tried for it and did not work, and when its target came and went. */
function ofTarget(incident: Incident, events: readonly WatchEvent[]): Happened[] {
  const { workload, labels, activeAtMs, resolvedAtMs } = incident;
  return events.flatMap((event): Happened[] => {
    const { atMs } = event;
    const isOf =
      event.workload === workload && event.target === (labels['instance'] ?? event.target);
    if (!isOf || atMs < activeAtMs || (resolvedAtMs !== null && atMs > resolvedAtMs)) return [];
    switch (event.kind) {
      case 'capture-failed':
        return [{ atMs, text: `no capture: ${event.reason}`, tone: 'warn' }];
      case 'target-down':
        return [{ atMs, text: `down: ${event.reason}`, tone: 'bad' }];
      case 'target-up':
        return [{ atMs, text: `up: ${event.what}`, tone: 'good' }];
      default:
        return [];
    }
  });
}
