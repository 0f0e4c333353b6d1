import { printable } from '../render/printable.ts';
import { rowFilterHelp } from '../render/row-filter.ts';
import type { Row } from '../render/urgency.ts';
import { wrapText } from '../render/wrap-text.ts';
import type { Body } from './body.ts';
import { eventStrip } from './event-strip.ts';
import { type Entry, type Fleet, fleetOf } from './fleet.ts';
import { fleetTable } from './fleet-table.ts';
import { foldEvents } from './fold-events.ts';
import { fitLines, type Line, span } from './line.ts';
import type { Picture } from './picture.ts';
import { selectedRow } from './reduce.ts';
import { instanceOf, workloadOf } from './row-names.ts';
import { nothingShown } from './shown.ts';
import { summaryPane } from './summary-pane.ts';
import { glyphs, type Tone } from './theme.ts';
import { titleRule } from './title-rule.ts';
import type { View } from './view.ts';

/** The fleet, below it what is known of the selected target and the latest events. */
export function fleetScreen(picture: Picture, view: View, width: number, height: number): Body {
  const { snapshot } = picture;
  if (snapshot.targets.length === 0) return { lines: nobody(), shown: nothingShown };
  const fleet = fleetOf(snapshot, view);
  const { entries } = fleet;
  const ids = entries.map(({ id }) => id);
  const at = selectedRow(view, ids);
  const entry = entries[at];
  if (entry === undefined) {
    return { lines: noMatch(printable(view.filter), fleet.problem, width), shown: nothingShown };
  }
  const row = entry.kind === 'group' ? entry.first : entry.row;
  const { lines, page } = layOut(picture, fleet, view, at, row, width, height);
  // A workload is its first target to the keys that need one: that is whose figures its row shows.
  const { id } = row.shown.target;
  const groups = new Map(
    entries.flatMap((one) => (one.kind === 'group' ? [[one.id, one.workload] as const] : [])),
  );
  return {
    lines,
    shown: {
      ...nothingShown,
      ids,
      groups,
      workload: row.shown.target.workload,
      targetId: id,
      about: { kind: 'target', id },
      incidents: incidentIds(row),
      page,
    },
  };
}

function incidentIds({ incident, others }: Row): string[] {
  return [incident, ...others].flatMap((one) => (one === null ? [] : [one.id]));
}

/** The table has what its rows need, up to two fifths; what the rest has no use for goes to it too. */
function layOut(
  picture: Picture,
  { entries, total, matching }: Fleet,
  view: View,
  at: number,
  row: Row,
  width: number,
  height: number,
): { readonly lines: readonly Line[]; readonly page: number } {
  const { snapshot, events } = picture;
  const { atMs } = snapshot;
  const isFiltered = view.filter !== '' || view.isTyping;
  const eventHeight = height >= 30 ? Math.min(8, Math.floor(height / 6)) : 0;
  const strip = eventHeight === 0 ? 0 : eventHeight + 1;
  const wanted = entries.length + 1;
  const free = height - strip - 2;
  const first = Math.min(wanted, Math.max(3, Math.floor(height * 0.4)));
  const pane = summaryPane(row, picture, width, Math.max(0, free - first));
  const tableHeight = Math.min(wanted, Math.max(first, free - pane.length));
  const paneHeight = free - tableHeight;
  const table = fleetTable(entries, at, { sort: view.sort, atMs }, width, tableHeight);
  const shownRows = tableHeight - 1;
  const range = rangeText(entries, at, shownRows, { total, matching, isFiltered });
  const title = `${nameOf(row)}${range === '' ? '' : ` ${glyphs.rule.repeat(2)} ${range}`}`;
  if (paneHeight < 1) return { lines: table, page: shownRows };
  // What the pane has no use for goes to the events.
  const seen = eventHeight === 0 ? 0 : eventHeight + Math.max(0, paneHeight - pane.length);
  const lines = [
    ...table,
    [],
    titleRule(title, width),
    ...fitLines(pane, width, paneHeight + eventHeight - seen),
    ...(seen === 0
      ? []
      : [titleRule('events', width), ...eventStrip(foldEvents(events).slice(-seen), atMs)]),
  ];
  return { lines, page: shownRows };
}

/** Which rows are seen where not all are, and how many a filter hides. */
function rangeText(
  entries: readonly Entry[],
  at: number,
  visible: number,
  { total, matching, isFiltered }: { total: number; matching: number; isFiltered: boolean },
): string {
  const hidden = isFiltered ? `${matching} of ${total} targets match` : '';
  if (entries.length <= visible) return hidden;
  return [`row ${at + 1} of ${entries.length}`, hidden].filter((one) => one !== '').join(', ');
}

function nameOf(row: Row): string {
  const [workload, instance] = [workloadOf(row), instanceOf(row)];
  return workload === instance ? instance : `${workload} ${glyphs.dot} ${instance}`;
}

function noMatch(filter: string, problem: string | null, width: number): Line[] {
  const indented = (text: string, tone: Tone = 'plain') =>
    wrapText(text, Math.min(100, width - 4)).map((line): Line => [span(`  ${line}`, tone)]);
  return [
    [],
    ...indented(problem ?? `No target matches /${filter}.`, 'strong'),
    [],
    ...indented(rowFilterHelp),
    [span('    /shop !cart   /verdict:leak   /state:firing   /namespace:prod', 'accent')],
    [],
    [span('  esc takes the filter away.', 'dim')],
  ];
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
