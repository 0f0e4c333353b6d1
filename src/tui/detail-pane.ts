import type { WatchEvent } from '../model/event.ts';
import { clip } from '../render/display-width.ts';
import { formatBytes } from '../render/format-bytes.ts';
import { formatDuration } from '../render/format-duration.ts';
import { formatClock } from '../render/format-time.ts';
import { printable } from '../render/printable.ts';
import { statusOf } from '../render/status-of.ts';
import type { Row } from '../render/urgency.ts';
import { wrapText } from '../render/wrap-text.ts';
import { floorChart } from './floor-chart.ts';
import { culpritLines, incidentTitle, otherIncidents } from './incident-lines.ts';
import { labelled } from './labelled.ts';
import { besides, fitLine, type Line, lineWidth, span } from './line.ts';
import { type Section, stackSections } from './section.ts';
import { glyphs } from './theme.ts';
import { explanationLines, figureLines, gateLines, lifeLines } from './verdict-lines.ts';

/** From here on the verdict and the incident stand side by side. */
const twoColumnsFrom = 150;

/**
 * All that is known of one target, in at most `height` lines of `width` columns; `height` may be
 * Infinity for a pane that scrolls. What matters least is left out first.
 */
export function detailPane(
  row: Row,
  events: readonly WatchEvent[],
  width: number,
  height: number,
): Line[] {
  if (width < twoColumnsFrom || row.incident === null) {
    const inner = width - 2;
    const first = [...headSections(row, inner, height), ...incidentSections(row, inner)];
    const sections = [
      ...first,
      ...proofSections(row, inner, chartRows(height, first, 1 / 3)),
      ...recordSections(row, events, inner),
    ];
    return stackSections(sections, height).map((line) => [span(' '), ...line]);
  }
  const half = Math.floor((width - 5) / 2);
  const other = width - 5 - half;
  const head = headSections(row, half, height);
  const left = [...head, ...proofSections(row, half, chartRows(height, head, 1 / 2))];
  const right = [...incidentSections(row, other), ...recordSections(row, events, other)];
  const gap = span(` ${glyphs.side} `, 'dim');
  const lines = besides(stackSections(left, height), stackSections(right, height), half, gap);
  return lines.map((line) => [span(' '), ...line]);
}

/** The line above the pane: whose it is. */
export function detailTitle({ shown }: Row, width: number): Line {
  const { target } = shown;
  const instance = target.labels['instance'] ?? target.url;
  const names = target.workload === instance ? [instance] : [target.workload, instance];
  const name = clip(printable(names.join(` ${glyphs.dot} `)), width - 8);
  const drawn = `${glyphs.rule.repeat(2)} `;
  const rest = glyphs.rule.repeat(Math.max(0, width - name.length - 4));
  return [span(drawn, 'dim'), span(name, 'strong'), span(` ${rest}`, 'dim')];
}

/** What is the matter: why it is down, or what the verdict says. A low pane has no room for it all. */
function headSections(row: Row, width: number, height: number): Section[] {
  const { verdict } = row.shown;
  const quiet = row.quiet === null ? [] : [span(row.quiet.text, 'warn')];
  const state = [
    { priority: 0, least: 1, lines: stateLines(row, width) },
    { priority: 0, least: 1, lines: labelled('QUIET', quiet, width) },
  ];
  if (verdict === null) return state;
  return [
    ...state,
    { priority: 1, least: 1, lines: figureLines(verdict, width) },
    {
      priority: 2,
      least: 1,
      lines: cutShort(explanationLines(verdict, width), height < 20 ? 2 : height, width),
    },
  ];
}

function incidentSections({ incident, others }: Row, width: number): Section[] {
  if (incident === null) return [];
  const title = [
    ...incidentTitle(incident, others, width),
    ...otherIncidents(incident, others, width),
  ];
  return [
    { priority: 3, least: 1, lines: title },
    { priority: 4, least: 2, lines: culpritLines(incident, width) },
  ];
}

/** What the verdict rests on: the curve, the gates, the lives that ended. */
function proofSections(row: Row, width: number, rows: number): Section[] {
  const { shown } = row;
  if (shown.verdict === null) return [];
  const { tone } = statusOf(row);
  const chart = floorChart(shown, width, rows, tone === 'dim' ? 'plain' : tone);
  return [
    { priority: 5, least: chart.length, lines: chart },
    { priority: 9, least: 1, lines: gateLines(shown.verdict, width) },
    { priority: 6, least: 1, lines: lifeLines(shown.verdict, width) },
  ];
}

/** What was done about it. */
function recordSections(row: Row, events: readonly WatchEvent[], width: number): Section[] {
  return [
    { priority: 8, least: 1, lines: captureLines(row, width) },
    { priority: 7, least: 1, lines: toldLines(row, events, width) },
  ];
}

/** How many rows the chart takes of a pane: what matters more leaves it fewer. Ten where one scrolls. */
function chartRows(paneHeight: number, before: readonly Section[], share: number): number {
  if (!Number.isFinite(paneHeight)) return 10;
  const taken = before.reduce((sum, { lines }) => sum + lines.length, 0);
  const wanted = Math.max(4, Math.min(20, Math.floor(paneHeight * share)));
  // Below it stands a line that tells its span.
  return Math.max(3, Math.min(wanted, paneHeight - taken - 1));
}

/** The first lines, an ellipsis at the end of the last when there were more. */
function cutShort(lines: readonly Line[], most: number, width: number): readonly Line[] {
  if (lines.length <= most) return lines;
  const kept = lines.slice(0, most);
  const last = kept.pop() ?? [];
  const isFull = lineWidth(last) > width - 2;
  return [...kept, isFull ? fitLine(last, width - 2) : [...last, span(' …')]];
}

/** Why there is nothing to see: down, or not yet asked. Empty while it is up. */
function stateLines({ shown }: Row, width: number): Line[] {
  const { health, lastError, verdict, target } = shown;
  if (health === 'down') {
    return wrapText(printable(lastError ?? 'down'), width).map((line) => [span(line, 'bad')]);
  }
  if (verdict !== null) return [];
  const every = formatDuration(target.scrapeIntervalMs / 1000);
  const url = printable(target.url);
  const text =
    health === 'up'
      ? `The first figures are in; a verdict needs a few more (${url}, every ${every}).`
      : `Waiting for the first scrape of ${url} (every ${every}).`;
  return wrapText(text, width).map((line) => [span(line, 'dim')]);
}

/** The latest captures, newest first. */
function captureLines({ shown, incident }: Row, width: number): Line[] {
  const captures = incident === null ? shown.captures : incident.captures;
  const items = captures
    .slice(-6)
    .reverse()
    .map(({ atMs, role, kind, bytes }) => {
      return span(`${formatClock(atMs)} ${role} ${kind} ${formatBytes(bytes)}`);
    });
  return labelled('CAPTURES', items, width);
}

/** Who was told of this workload's incidents, and who could not be. */
function toldLines({ shown }: Row, events: readonly WatchEvent[], width: number): Line[] {
  const { workload } = shown.target;
  const items = events
    .filter((event) => event.workload === workload)
    .flatMap((event) => {
      const at = formatClock(event.atMs);
      if (event.kind === 'notified') {
        const text = `${at} ${glyphs.passed} ${event.receiver}: ${event.status}`;
        return [span(printable(text))];
      }
      if (event.kind !== 'notify-failed') return [];
      const text = `${at} ${glyphs.failed} ${event.receiver}: ${event.reason}`;
      return [span(printable(text), 'bad')];
    });
  return labelled('TOLD', items.slice(-4), width);
}
