import { downText } from '../render/down-text.ts';
import { firingTold } from '../render/firing-told.ts';
import { formatBytes } from '../render/format-bytes.ts';
import { formatDuration } from '../render/format-duration.ts';
import { formatMoment } from '../render/format-moment.ts';
import { gatesTold } from '../render/gates-told.ts';
import { printable } from '../render/printable.ts';
import type { Row } from '../render/urgency.ts';
import { withoutCredentials } from '../render/without-credentials.ts';
import { wrapText } from '../render/wrap-text.ts';
import { cutShort } from './cut-short.ts';
import {
  culpritLines,
  culpritStack,
  incidentTitle,
  otherIncidents,
  restLines,
} from './incident-lines.ts';
import { labelled } from './labelled.ts';
import { type Line, span } from './line.ts';
import type { Picture } from './picture.ts';
import type { Section } from './section.ts';
import { toldSpans } from './told-spans.ts';
import { explanationLines, figureLines, gateLines, lifeLines, toldNotes } from './verdict-lines.ts';

/** What is the matter: why it is down, or what it is by the verdict, with its figures. */
export function headSections(row: Row, nowMs: number, width: number): Section[] {
  const told = firingTold(row, nowMs);
  const verdict = told?.verdict ?? row.shown.verdict;
  const quiet = row.quiet === null ? [] : [span(row.quiet.text, 'warn')];
  const notes = told === null ? [] : toldNotes(told, nowMs);
  const figures = verdict === null ? [] : figureLines(verdict, width, notes);
  return [
    { priority: 0, least: 1, lines: stateLines(row, nowMs, width) },
    { priority: 0, least: 1, lines: labelled('QUIET', quiet, width) },
    { priority: 7, least: 1, lines: noticeLines(row, width) },
    { priority: 1, least: 1, lines: figures },
  ];
}

/** The incident that matters most, what else is the matter, and who did it. */
export function incidentSections(
  { incident, others }: Row,
  nowMs: number,
  width: number,
): Section[] {
  if (incident === null) return [];
  const title = [
    ...incidentTitle(incident, others, nowMs, width),
    ...otherIncidents(incident, others, width),
  ];
  return [
    { priority: 2, least: 1, lines: title },
    { priority: 2, least: 1, lines: culpritLines(incident, width) },
  ];
}

/** What the verdict says in sentences; a low pane has no room for them all. */
export function whySections(row: Row, nowMs: number, width: number, height: number): Section[] {
  const told = firingTold(row, nowMs);
  const why = told?.why ?? row.shown.verdict?.explanation ?? null;
  if (why === null) return [];
  const most = height < 20 ? 2 : height;
  return [{ priority: 3, least: 1, lines: cutShort(explanationLines(why, width), most, width) }];
}

/** How the culprit was come by, and where the rest of the growth is. */
export function stackSection({ incident }: Row, width: number): Section[] {
  if (incident === null) return [];
  const rest = restLines(incident, width);
  return [
    { priority: 4, least: 1, lines: culpritStack(incident) },
    // Half of a sentence says nothing.
    { priority: 7, least: rest.length, lines: rest },
  ];
}

/** What the verdict rests on: the gates, the lives that ended. */
export function proofSections(row: Row, nowMs: number, width: number): Section[] {
  const told = firingTold(row, nowMs);
  const gates = gatesTold(told, row.shown);
  const verdict = told?.verdict ?? row.shown.verdict;
  return [
    { priority: 9, least: 1, lines: gates === null ? [] : gateLines(gates, nowMs, width) },
    { priority: 6, least: 1, lines: verdict === null ? [] : lifeLines(verdict, nowMs, width) },
  ];
}

/** What was done about it. */
export function recordSections(
  row: Row,
  picture: Pick<Picture, 'snapshot' | 'events'>,
  width: number,
): Section[] {
  const nowMs = picture.snapshot.atMs;
  const incidents = [row.incident, ...row.others].flatMap((one) => one?.id ?? []);
  const told = toldSpans(picture, incidents).slice(-4);
  return [
    { priority: 8, least: 1, lines: captureLines(row, nowMs, width) },
    { priority: 7, least: 1, lines: labelled('TOLD', told, width) },
  ];
}

/** Why there is nothing to see: down, or not yet asked. Empty while it is up. */
function stateLines({ shown }: Row, nowMs: number, width: number): Line[] {
  const { health, lastError, verdict, target } = shown;
  if (health === 'down') {
    const said = [downText(shown, nowMs), printable(lastError ?? 'down')];
    const text = said.filter((one) => one !== null).join(' ');
    return wrapText(text, width).map((line) => [span(line, 'bad')]);
  }
  if (verdict !== null) return [];
  const every = formatDuration(target.scrapeIntervalMs / 1000);
  const url = printable(withoutCredentials(target.url));
  const text =
    health === 'up'
      ? `The first figures are in; a verdict needs a few more (${url}, every ${every}).`
      : `Waiting for the first scrape of ${url} (every ${every}).`;
  return wrapText(text, width).map((line) => [span(line, 'dim')]);
}

/** What of the target may not be seen, and how to grant it. */
function noticeLines({ shown }: Row, width: number): Line[] {
  const notices = shown.target.notices ?? [];
  return notices.flatMap((notice) =>
    wrapText(printable(notice), width).map((line) => [span(line, 'warn')]),
  );
}

/** The latest captures, newest first. */
function captureLines({ shown, incident }: Row, nowMs: number, width: number): Line[] {
  const captures = incident === null ? shown.captures : incident.captures;
  const items = captures
    .slice(-6)
    .reverse()
    .map(({ atMs, role, kind, bytes }) => {
      return span(`${formatMoment(atMs, nowMs)} ${role} ${kind} ${formatBytes(bytes)}`);
    });
  return labelled('CAPTURES', items, width);
}
