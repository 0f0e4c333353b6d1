import type { Incident, IncidentState } from '../../model/incident.ts';
import type { Snapshot, TargetSnapshot } from '../../model/snapshot.ts';
import { unitOfCulprit } from '../culprit-text.ts';
import { endText } from '../end-text.ts';
import { explanationOf } from '../explanation-of.ts';
import { formatDuration } from '../format-duration.ts';
import { formatTimeToSecond } from '../format-time.ts';
import { gatesTold } from '../gates-told.ts';
import { incidentTimeline } from '../incident-timeline.ts';
import { owedOf } from '../owed-of.ts';
import { printable } from '../printable.ts';
import { silenceText } from '../quiet-text.ts';
import { culpritSection } from '../report/culprit-section.ts';
import { headline } from '../report/headline.ts';
import type { LeakReport } from '../report/leak-report.ts';
import { livesTable } from '../report/lives-table.ts';
import { sourceLinks } from '../report/source-links.ts';
import type { Status } from '../status-of.ts';
import { toldEvents } from '../told-events.ts';
import { type Told, toldNow } from '../told-now.ts';
import { unseenOf } from '../unseen-of.ts';
import { type Html, html } from './html.ts';
import type { LivePage } from './live-page.ts';
import { type Around, mostLives } from './target-page.ts';
import { unbroken } from './unbroken.ts';
import { asOfNote } from './watch/as-of-note.ts';
import { capturesTable } from './watch/captures-table.ts';
import { chartPart } from './watch/chart-part.ts';
import { endedNote } from './watch/ended-note.ts';
import { figuresRow } from './watch/figures-row.ts';
import { gatesPart } from './watch/gates-part.ts';
import { type Happening, happeningOf } from './watch/happening.ts';
import { labelsList } from './watch/labels-list.ts';
import { owedList } from './watch/owed-list.ts';
import { differenceLink, speedscopeLink } from './watch/profile-links.ts';
import { type Said, saidPart } from './watch/said-part.ts';
import { sectionPart } from './watch/section-part.ts';
import { snoozePart } from './watch/snooze-part.ts';
import { statusBadge } from './watch/status-badge.ts';
import { timeLine, toldList } from './watch/time-line.ts';

/** Culprits with a card of their own; the report has all. */
const mostCulprits = 3;

/** What the captures of an incident show, as a part of its page whose id is `growth`. */
export type GrowthOf = (incident: Incident) => Html;

/** What an incident's page has of elsewhere. */
export type AroundIncident = Around & {
  readonly happenings: readonly Happening[];
  readonly growthOf: GrowthOf;
  readonly said?: Said | null;
};

/**
 * The page that an alert's link leads to, which is the incident's report for as long as it goes on: what it is in
 * words, its memory over time, who it was and how sure that is, what grew, why it is an alert, its profiles to take
 * away, how it went and who was told. null: it is not known.
 */
export function incidentPage(
  snapshot: Snapshot,
  id: string,
  { happenings, growthOf, speedscope, said = null }: AroundIncident,
): LivePage | null {
  const incident = snapshot.incidents.find((one) => one.id === id);
  if (incident === undefined) return null;
  const all = [...toldEvents(snapshot).map(happeningOf), ...happenings];
  const { rule, workload, state, captures, firedAtMs, resolvedAtMs } = incident;
  const { atMs } = snapshot;
  const target = snapshot.targets.find((one) => one.target.id === incident.targetId) ?? null;
  const told = toldNow(incident, target, atMs);
  const table = capturesTable(captures, { root: '../', speedscope, nowMs: atMs });
  const seen = { most: mostLives, unseen: unseenOf(target), asOfMs: told.asOfMs };
  const timeline = incidentTimeline(incident, target);
  const fired = { firedAtMs, resolvedAtMs };
  return {
    title: `${rule}: ${workload}, ${state}`,
    parts: new Map([
      ['heading', heading(incident, told, snapshot)],
      ['said', saidPart(said)],
      ['notes', quietNotes(incident, snapshot)],
      ['verdict', verdictPart(incident, target, told, atMs)],
      ['culprit', culpritPart(incident)],
      ['why', whyPart(incident, told)],
      ['snooze', snoozePart(workload, snapshot.snoozes, encodeURIComponent(id))],
      ['chart', chartPart({ timeline, verdict: told.charted, captures, fired })],
      ['growth', growthOf(incident)],
      ['captures', profilesPart(incident, table, speedscope)],
      ['story', sectionPart('story', 'How it went', timeLine(incident, all, atMs))],
      ['told', sectionPart('told', 'Who was told', toldPart(incident, all, snapshot))],
      ['gates', gatesPart(gatesTold(told, target), atMs)],
      ['lives', sectionPart('lives', 'Lives so far', livesTable(told.verdict, seen))],
      ['about', sectionPart('about', 'Labels', aboutPart(incident))],
    ]),
  };
}

/** What of its report an incident says by itself. */
function incidentAlone(incident: Incident, nowMs: number): LeakReport {
  const shown = { growth: null, notes: [], reproduce: [], sources: new Map() };
  return { name: incident.workload, madeAtMs: nowMs, incident, diff: null, ...shown };
}

const statuses: Readonly<Record<IncidentState, Omit<Status, 'word'>>> = {
  firing: { mark: 'firing', tone: 'bad' },
  pending: { mark: 'watch', tone: 'warn' },
  resolved: { mark: 'up', tone: 'good' },
  inactive: { mark: 'unknown', tone: 'dim' },
};

function heading(incident: Incident, told: Told, { atMs, timeScale }: Snapshot): Html {
  const { rule, workload, state } = incident;
  return html`<div id="heading"><h1>${printable(workload)} <small>${printable(rule)}</small></h1>${statusBadge({ ...statuses[state], word: state })}${
    timeScale === 1 ? null : html`<p class="scale">time × ${timeScale}</p>`
  }<p class="sentence">${unbroken(headline(incidentAlone(incident, atMs), told))}</p></div>`;
}

function quietNotes({ id }: Incident, { silences }: Snapshot): Html {
  const silence = silences.get(id);
  const quiet = silence === undefined ? [] : [silenceText(silence)];
  return html`<div id="notes">${quiet.map((text) => html`<p class="note" role="status">${text}</p>`)}</div>`;
}

function verdictPart(
  incident: Incident,
  shown: TargetSnapshot | null,
  told: Told,
  nowMs: number,
): Html {
  const where =
    shown === null
      ? html`its target is gone`
      : html`<a href="../targets/${encodeURIComponent(shown.target.id)}">its target now</a>`;
  return html`<section id="verdict" class="card" aria-label="Verdict">${figuresRow(told.verdict, told.asOfMs === null)}${endedNote(told, shown, nowMs)}<p class="hint">${timesOf(incident, nowMs)}; ${where}</p>${asOfNote(told, nowMs)}</section>`;
}

/** What the verdict rests on, in sentences: who it is stands before it. */
function whyPart(incident: Incident, told: Told): Html {
  return html`<p id="why" class="explanation">${unbroken(explanationOf(incident, told))}</p>`;
}

function timesOf(incident: Incident, nowMs: number): string {
  const { firedAtMs, resolvedAtMs, activeAtMs } = incident;
  if (firedAtMs === null) return `pending since ${formatTimeToSecond(activeAtMs)}`;
  const lasted = formatDuration(
    Math.max(0, Math.round(((resolvedAtMs ?? nowMs) - firedAtMs) / 1000)),
  );
  const fired = `fired ${formatTimeToSecond(firedAtMs)}`;
  if (resolvedAtMs === null) return `${fired}, ${lasted} ago`;
  const why = endText(incident);
  return `${fired}, over after ${lasted}${why === null ? '' : `: ${why}`}`;
}

function culpritPart(incident: Incident): Html {
  const { culprits, diffs, labels } = incident;
  const sources = sourceLinks(culprits, labels);
  const shown = culprits.slice(0, mostCulprits);
  if (shown.length === 0) {
    const warning = diffs.flatMap(({ warnings }) => warnings)[0];
    return html`<section id="culprit" class="card culprit none" aria-labelledby="culprit-title"><h2 id="culprit-title">No culprit is named</h2><p>${warning ?? 'Nothing has been compared yet.'}</p></section>`;
  }
  return html`<div id="culprit"><h2>Who it is</h2>${shown.map((culprit, i) =>
    culpritSection(
      culprit,
      unitOfCulprit(incident, culprit),
      sources.get(culprit.function),
      i === 0,
    ),
  )}</div>`;
}

function profilesPart({ id, diffs }: Incident, table: Html, speedscope: boolean): Html {
  const address = differenceLink('../', id, 'diff');
  const report = `${encodeURIComponent(id)}/report.html`;
  const viewer = speedscopeLink('../', differenceLink('../', id, 'growth'), `what grew in ${id}`);
  const grew =
    diffs.length === 0
      ? null
      : html`<p><a href="${address}" download>What grew, as a profile</a>${
          speedscope ? html`, or <a href="${viewer}">in speedscope</a>` : null
        }; for <code>go tool pprof</code> and Pyroscope</p>`;
  const whole = html`<p><a href="${report}" download>This page as one file</a>, to show to others: a report, which needs no server</p>`;
  return sectionPart('captures', 'Profiles', html`${whole}${grew}${table}`);
}

function toldPart(
  incident: Incident,
  happenings: readonly Happening[],
  { owed = [], atMs }: Snapshot,
): Html {
  const waiting = owedOf(owed, incident.id);
  const told = toldList(incident, happenings, atMs);
  if (told === null && waiting.length === 0) return html`<p class="hint">Nobody yet.</p>`;
  return html`${waiting.length === 0 ? null : owedList(waiting, atMs)}${told}`;
}

function aboutPart({ id, labels }: Incident): Html {
  return html`${labelsList(labels)}<p class="hint"><code>${id}</code> <a href="../api/v1/incidents/${encodeURIComponent(id)}">as JSON</a></p>`;
}
