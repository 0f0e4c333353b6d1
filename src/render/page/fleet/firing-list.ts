import type { Incident } from '../../../model/incident.ts';
import type { Snapshot } from '../../../model/snapshot.ts';
import { instanceOf, type Target } from '../../../model/target.ts';
import { culpritSentence, unitOfCulprit } from '../../culprit-text.ts';
import { explanationOf } from '../../explanation-of.ts';
import { formatDuration } from '../../format-duration.ts';
import { printable } from '../../printable.ts';
import { silenceText, snoozeText } from '../../quiet-text.ts';
import { type Html, html } from '../html.ts';

/** Incidents that stand on top; of more than these it is the table that tells. */
const mostShown = 12;

/** Incidents that several rules opened on one trouble: of one target, by one signal. The first stands for all. */
type Trouble = readonly [Incident, ...Incident[]];

/** Incidents that go on, those that fire first and then the least time left: each with what it is about in words. */
export function firingList(snapshot: Snapshot): Html {
  const open = openTroubles(snapshot.incidents);
  const rest = open.length - mostShown;
  if (open.length === 0) return html`<section id="firing" hidden></section>`;
  const targets = new Map(snapshot.targets.map(({ target }) => [target.id, target]));
  return html`<section id="firing" aria-labelledby="firing-title"><h2 id="firing-title">${titleOf(open)}</h2>
<ul class="alerts">${open.slice(0, mostShown).map((one) => alertOf(one, snapshot, targets.get(one[0].targetId)))}</ul>
${rest > 0 ? html`<p class="hint">and ${rest} more, in the table</p>` : null}</section>`;
}

function openTroubles(incidents: readonly Incident[]): Trouble[] {
  const open = incidents
    .filter(({ state }) => state === 'firing' || state === 'pending')
    .toSorted(
      (a, b) =>
        Number(a.state === 'pending') - Number(b.state === 'pending') ||
        timeLeft(a) - timeLeft(b) ||
        a.activeAtMs - b.activeAtMs,
    );
  const troubles = Map.groupBy(open, ({ targetId, verdict }) => `${targetId} ${verdict.signal}`);
  return [...troubles.values()].map((same) => same as [Incident, ...Incident[]]);
}

function titleOf(open: readonly Trouble[]): string {
  const firing = open.filter(([{ state }]) => state === 'firing').length;
  const pending = open.length - firing;
  const parts = [firing > 0 ? `${firing} firing` : '', pending > 0 ? `${pending} pending` : ''];
  return parts.filter(Boolean).join(', ');
}

function alertOf(
  [incident, ...others]: Trouble,
  { atMs, snoozes, silences }: Snapshot,
  target: Target | undefined,
): Html {
  const { id, workload, rule, state, firedAtMs, activeAtMs, culprits, verdict } = incident;
  const [culprit] = culprits;
  const since = formatDuration(Math.max(0, Math.round((atMs - (firedAtMs ?? activeAtMs)) / 1000)));
  const snooze = snoozes.find((one) => one.workload === workload);
  const silence = silences.get(id);
  const quiet = snooze ? snoozeText(snooze) : silence ? silenceText(silence) : null;
  const tone = state === 'firing' && quiet === null ? 'bad' : 'warn';
  const instance = target === undefined ? '' : printable(instanceOf(target));
  const left = verdict.timeToLimitSeconds;
  return html`<li id="i-${encodeURIComponent(id)}" class="alert ${tone}">
<h3><a href="incidents/${encodeURIComponent(id)}">${printable(workload)}</a>${instance === '' || instance === workload ? null : html` <small>${instance}</small>`}</h3>
${left === null ? null : html`<p class="left"><b>${formatDuration(left)}</b> to the limit</p>`}
<p class="since">${printable(rule)}, ${state} for ${since}${others.map((other) => html`; <a href="incidents/${encodeURIComponent(other.id)}">${printable(other.rule)}</a> ${other.state}`)}</p>
<p>${explanationOf(incident)}</p>
${culprit === undefined ? null : html`<p class="by"><code>${culpritSentence(culprit, unitOfCulprit(incident, culprit))}</code></p>`}
${quiet === null ? null : html`<p class="quiet">${quiet}</p>`}</li>`;
}

function timeLeft({ verdict }: Incident): number {
  return verdict.timeToLimitSeconds ?? Number.MAX_VALUE;
}
