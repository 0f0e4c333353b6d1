import type { WatchEvent } from '../model/event.ts';
import type { Incident } from '../model/incident.ts';
import { culpritPlace } from '../render/culprit-text.ts';
import { formatBytes } from '../render/format-bytes.ts';
import { formatDuration } from '../render/format-duration.ts';
import { formatMoment } from '../render/format-moment.ts';
import { formatValue } from '../render/format-value.ts';
import { printable } from '../render/printable.ts';
import { wrapText } from '../render/wrap-text.ts';
import { labelled } from './labelled.ts';
import { type Line, type Span, span } from './line.ts';
import { glyphs, type Tone } from './theme.ts';
import { toldSpans } from './told-spans.ts';

/** One thing that happened, `atMs` in ms since 1970. */
type Happened = { readonly atMs: number; readonly text: string; readonly tone: Tone };

/** What was sent to whom, then what happened, the newest first; `nowMs` is today. */
export function incidentHistory(
  incident: Incident,
  events: readonly WatchEvent[],
  nowMs: number,
  width: number,
): Line[] {
  const happened = [...happenings(incident), ...failures(incident, events)].sort(
    (a, b) => b.atMs - a.atMs,
  );
  const moments = happened.map(({ atMs }) => formatMoment(atMs, nowMs));
  const momentWidth = Math.max(...moments.map(({ length }) => length));
  const told = toldSpans(events, [incident.id], nowMs).reverse();
  const nobody = span('nobody since this dashboard began', 'dim');
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
function happenings(incident: Incident): Happened[] {
  const { verdict, captures, culprits, rule } = incident;
  const lives = verdict.lives.flatMap(({ endAtMs, cause, peakValue, inferred }): Happened[] => {
    if (endAtMs === null) return [];
    const level = verdict.signal === null ? '' : ` at ${formatValue(peakValue, verdict.signal)}`;
    const how = `${cause ?? 'unknown'}${inferred ? ' (inferred)' : ''}`;
    return [{ atMs: endAtMs, text: `a life ended: ${how}${level}`, tone: 'warn' }];
  });
  const taken = captures.map(({ atMs, role, kind, bytes, tookMs }): Happened => {
    const text = `captured ${kind} (${role}), ${formatBytes(bytes)} in ${formatDuration(tookMs / 1000)}`;
    return { atMs, text, tone: 'plain' };
  });
  const named = incident.diffs.flatMap(
    ({ current, captures: count, verdict: sure }): Happened[] => {
      const [culprit] = culprits;
      if (current.atMs === null || culprit === undefined) return [];
      const text = `${count} captures compared: ${culpritPlace(culprit)}, ${sure.replaceAll('-', ' ')}`;
      return [{ atMs: current.atMs, text, tone: 'strong' }];
    },
  );
  return [
    ...lives,
    ...taken,
    ...named,
    { atMs: incident.activeAtMs, text: `pending: ${rule}`, tone: 'warn' },
    ...at(incident.firedAtMs, `${glyphs.firing} firing: ${rule}`, 'bad'),
    ...at(incident.resolvedAtMs, 'resolved', 'good'),
  ];
}

function at(atMs: number | null, text: string, tone: Tone): Happened[] {
  return atMs === null ? [] : [{ atMs, text, tone }];
}

/** What was tried for it and did not work. */
function failures({ workload, labels }: Incident, events: readonly WatchEvent[]): Happened[] {
  return events.flatMap((event): Happened[] =>
    event.kind === 'capture-failed' &&
    event.workload === workload &&
    event.target === (labels['instance'] ?? event.target)
      ? [{ atMs: event.atMs, text: `no capture: ${event.reason}`, tone: 'warn' }]
      : [],
  );
}
