import type { WatchEvent } from '../model/event.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { eventText } from '../render/event-line.ts';
import { formatClock } from '../render/format-time.ts';
import { type Row, rowsByUrgency } from '../render/urgency.ts';
import { detailPane, detailTitle } from './detail-pane.ts';
import { header } from './header.ts';
import { helpBar, helpLines } from './help.ts';
import { fitLine, fitLines, type Line, span } from './line.ts';
import { targetsTable } from './targets-table.ts';
import { glyphs, type Tone } from './theme.ts';
import { selectedRow, type View } from './view.ts';

/** How large the terminal is, in characters. */
export type Size = { readonly columns: number; readonly rows: number };

/** A whole screen, and what the reducer must know of it. */
export type Frame = {
  /** Exactly `rows` lines of exactly `columns` columns. */
  readonly lines: readonly Line[];
  readonly ids: readonly string[];
  readonly maxScroll: number;
};

/**
 * ```
 * sawtooth  3 targets  1 firing        time ×60  up 2 min  20:15:03 UTC
 *   WORKLOAD  FLOOR          LEVEL  LEAK RATE  LIMIT IN  VERDICT
 * ▸ goleaky   ▁▃▅█┊▁▃▅█   56.1 MiB  +2.4 MiB/s   1 min   sawtooth firing
 * ── goleaky · 127.0.0.1:6060 ─────────────────────────────────────────
 *   verdict, chart, incident, culprit, captures
 * ── events ───────────────────────────────────────────────────────────
 * j k select   enter detail   f freeze   ? help   q quit
 * ```
 */
export function frame(
  snapshot: Snapshot,
  events: readonly WatchEvent[],
  view: View,
  { columns, rows }: Size,
): Frame {
  const ordered = rowsByUrgency(snapshot);
  const ids = ordered.map(({ shown }) => shown.target.id);
  const bodyHeight = Math.max(0, rows - 2);
  const { lines, maxScroll } = body(ordered, events, view, columns, bodyHeight);
  const all = [
    header(snapshot, view.frozen, columns),
    ...fitLines(lines, columns, bodyHeight),
    helpBar(view, columns),
  ];
  return { lines: fitLines(all, columns, rows), ids, maxScroll };
}

type Body = { readonly lines: readonly Line[]; readonly maxScroll: number };

function body(
  ordered: readonly Row[],
  events: readonly WatchEvent[],
  view: View,
  width: number,
  height: number,
): Body {
  const selected = selectedRow(
    view,
    ordered.map(({ shown }) => shown.target.id),
  );
  const row = ordered[selected];
  if (view.screen === 'help') return { lines: helpLines(), maxScroll: 0 };
  if (row === undefined) return { lines: nobody(), maxScroll: 0 };
  if (view.screen === 'detail') return detail(row, events, view.scroll, width, height);
  return { lines: overview(ordered, selected, events, width, height), maxScroll: 0 };
}

function overview(
  ordered: readonly Row[],
  selected: number,
  events: readonly WatchEvent[],
  width: number,
  height: number,
): Line[] {
  const row = ordered[selected];
  const eventHeight = height >= 30 ? Math.min(8, Math.floor(height / 6)) : 0;
  const tableHeight = Math.min(ordered.length + 2, Math.max(3, Math.floor(height * 0.4)));
  const paneHeight = height - tableHeight - 1 - (eventHeight === 0 ? 0 : eventHeight + 1);
  const table = targetsTable(ordered, selected, width, tableHeight);
  if (row === undefined || paneHeight < 1) return table;
  return [
    ...table,
    detailTitle(row, width),
    ...fitLines(detailPane(row, events, width, paneHeight), width, paneHeight),
    ...(eventHeight === 0 ? [] : eventStrip(events, width, eventHeight)),
  ];
}

function detail(
  row: Row,
  events: readonly WatchEvent[],
  scroll: number,
  width: number,
  height: number,
): Body {
  const own = events.filter(({ workload }) => workload === row.shown.target.workload);
  const lines = [
    ...detailPane(row, events, width, Number.POSITIVE_INFINITY),
    [],
    ...eventStrip(own, width, 50),
  ];
  const maxScroll = Math.max(0, lines.length - (height - 1));
  return {
    lines: [detailTitle(row, width), ...lines.slice(Math.min(scroll, maxScroll))],
    maxScroll,
  };
}

/** The newest events, newest last, under a rule. */
function eventStrip(events: readonly WatchEvent[], width: number, height: number): Line[] {
  const title = `${glyphs.rule.repeat(2)} events ${glyphs.rule.repeat(Math.max(0, width - 10))}`;
  const lines = events.slice(-height).map((event) => {
    const [, word = '', rest = ''] = /^(\S+(?: \S+)*)(.*)$/s.exec(eventText(briefly(event))) ?? [];
    return [span(` ${formatClock(event.atMs)}  `, 'dim'), span(word, toneOf(event)), span(rest)];
  });
  return [fitLine([span(title, 'dim')], width), ...lines];
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
      return 'warn';
    default:
      return 'plain';
  }
}

function nobody(): Line[] {
  return [
    [],
    [span('  Waiting for targets: none has been found yet.', 'strong')],
    [],
    [span('  Name one on the command line, or under scrape_configs in the configuration:')],
    [span('    sawtooth watch http://127.0.0.1:6060/debug/pprof', 'accent')],
  ];
}
