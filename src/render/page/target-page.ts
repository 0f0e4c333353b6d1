import type { Snapshot } from '../../model/snapshot.ts';
import { instanceOf } from '../../model/target.ts';
import { downText } from '../down-text.ts';
import { firingTold } from '../firing-told.ts';
import { formatDuration } from '../format-duration.ts';
import { gatesTold } from '../gates-told.ts';
import { printable } from '../printable.ts';
import { livesTable } from '../report/lives-table.ts';
import { statusOf } from '../status-of.ts';
import type { Told } from '../told-now.ts';
import { unseenOf } from '../unseen-of.ts';
import { type Row, rowsByUrgency } from '../urgency.ts';
import { withoutCredentials } from '../without-credentials.ts';
import { type Html, html } from './html.ts';
import type { LivePage } from './live-page.ts';
import { unbroken } from './unbroken.ts';
import { asOfNote } from './watch/as-of-note.ts';
import { capturesTable } from './watch/captures-table.ts';
import { chartPart } from './watch/chart-part.ts';
import { endedNote } from './watch/ended-note.ts';
import { figuresRow } from './watch/figures-row.ts';
import { gatesPart } from './watch/gates-part.ts';
import { incidentLine } from './watch/incident-line.ts';
import { labelsList } from './watch/labels-list.ts';
import { type Said, saidPart } from './watch/said-part.ts';
import { sectionPart } from './watch/section-part.ts';
import { snoozePart } from './watch/snooze-part.ts';
import { statusBadge } from './watch/status-badge.ts';

/** Lives that are seen at once. */
export const mostLives = 10;

/** What a page about one target or incident needs to know beside the snapshot. */
export type Around = {
  /** Whether speedscope is here to be linked to. */
  readonly speedscope: boolean;
};

/**
 * One target: how it stands, its memory over time, the evidence in words and numbers, its lives, its
 * profiles to take away, what it could not be asked. null: there is no such target.
 */
export function targetPage(
  snapshot: Snapshot,
  id: string,
  { speedscope }: Around,
  said: Said | null = null,
): LivePage | null {
  const shown = snapshot.targets.find(({ target }) => target.id === id);
  if (shown === undefined) return null;
  const [row] = rowsByUrgency({ ...snapshot, targets: [shown] });
  if (row === undefined) return null;
  const { verdict, timeline, captures, target } = row.shown;
  const told = firingTold(row, snapshot.atMs);
  const seen = { most: mostLives, unseen: unseenOf(shown), asOfMs: told?.asOfMs ?? null };
  const lived = told?.verdict ?? verdict;
  const lives = lived === null ? null : livesTable(lived, seen);
  return {
    title: `${[...new Set([target.workload, instanceOf(target)])].join(' ')}: sawtooth`,
    parts: new Map([
      ['heading', heading(row, snapshot.timeScale)],
      ['said', saidPart(said)],
      ['notes', notes(row, snapshot.atMs)],
      ['verdict', verdictPart(row, told, snapshot.atMs)],
      ['chart', chartPart({ timeline, verdict, captures, ...firedOf(row) })],
      ['incidents', incidentsPart(row)],
      ['snooze', snoozePart(target.workload, snapshot.snoozes, encodeURIComponent(id))],
      [
        'captures',
        capturesPart(
          row,
          capturesTable(captures, { root: '../', speedscope, nowMs: snapshot.atMs }),
        ),
      ],
      ['gates', gatesPart(gatesTold(told, row.shown), snapshot.atMs)],
      ['lives', sectionPart('lives', 'Lives so far', lives)],
      ['about', about(row, snapshot.atMs)],
    ]),
  };
}

function heading(row: Row, timeScale: number): Html {
  const { target } = row.shown;
  const instance = instanceOf(target);
  return html`<div id="heading"><h1>${printable(target.workload)}${instance === target.workload ? null : html` <small>${printable(instance)}</small>`}</h1>${statusBadge(statusOf(row))}${
    timeScale === 1 ? null : html`<p class="scale">time × ${timeScale}</p>`
  }</div>`;
}

function notes({ shown, quiet }: Row, nowMs: number): Html {
  const { lastError, target } = shown;
  const why = [downText(shown, nowMs), lastError].filter((text) => text !== null).join(' ');
  const lines = [...(quiet === null ? [] : [quiet.text]), ...(target.notices ?? [])];
  return html`<div id="notes">${why === '' ? null : html`<p class="note bad">${why}</p>`}${lines.map((line) => html`<p class="note">${line}</p>`)}</div>`;
}

/** While it fires what fires, as its incident's page has it: its own verdict of a fresh life may say that all is well. */
function verdictPart({ shown: { verdict, health } }: Row, told: Told | null, nowMs: number): Html {
  if (told !== null) {
    return html`<section id="verdict" class="card" aria-label="Verdict">${figuresRow(told.verdict, told.asOfMs === null)}${endedNote(told, null, nowMs)}<p class="explanation">${unbroken(told.why)}</p>${asOfNote(told, nowMs)}</section>`;
  }
  if (verdict === null) {
    const text =
      health === 'unknown' ? 'It has not been asked yet.' : 'Nothing has been judged yet.';
    return html`<section id="verdict" class="card" aria-label="Verdict"><p>${text}</p></section>`;
  }
  const asOf = { asOfMs: health === 'down' ? verdict.atMs : null, isLastSeen: true };
  return html`<section id="verdict" class="card" aria-label="Verdict">${figuresRow(verdict, asOf.asOfMs === null)}<p class="explanation">${unbroken(verdict.explanation)}</p>${asOfNote(asOf, nowMs)}</section>`;
}

function firedOf({ incident }: Row) {
  if (incident === null) return {};
  const { firedAtMs, resolvedAtMs } = incident;
  return { fired: { firedAtMs, resolvedAtMs } };
}

function incidentsPart({ incident, others }: Row): Html {
  const all = incident === null ? [] : [incident, ...others];
  const list = html`<ul class="lines">${all.map((one) => incidentLine(one, '../incidents/'))}</ul>`;
  return sectionPart('incidents', 'Incidents', all.length === 0 ? null : list);
}

/** A button is a form, which works without a script; where nothing can be captured it is said why. */
function capturesPart({ shown: { target } }: Row, table: Html): Html {
  const { profiles, id } = target;
  const form =
    profiles === null
      ? html`<p class="hint">No profile can be captured of it: it has no pprof endpoint and no store of profiles.</p>`
      : html`<form method="post" action="${encodeURIComponent(id)}"><button>Capture now</button> <span class="hint">${profiles.kinds.join(', ')} from <code>${printable(withoutCredentials(profiles.url))}</code></span></form>`;
  return sectionPart('captures', 'Captures of this life', html`${form}${table}`);
}

function about({ shown: { target, lastScrapeAtMs } }: Row, nowMs: number): Html {
  const ago =
    lastScrapeAtMs === null
      ? 'not yet'
      : `${formatDuration(Math.max(0, Math.round((nowMs - lastScrapeAtMs) / 1000)))} ago`;
  const every =
    target.source === 'query'
      ? 'read by its feed'
      : `every ${formatDuration(target.scrapeIntervalMs / 1000)}`;
  const where = html`<p><code>${printable(withoutCredentials(target.url))}</code> <span class="hint">${target.source}, ${every}, last ${ago}</span></p>`;
  return sectionPart('about', 'Target', html`${where}${labelsList(target.labels)}`);
}
