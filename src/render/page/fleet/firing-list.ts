import type { Incident } from '../../../model/incident.ts';
import type { Snapshot } from '../../../model/snapshot.ts';
import { instanceOf } from '../../../model/target.ts';
import { culpritSentence, unitOfCulprit } from '../../culprit-text.ts';
import { explanationOf } from '../../explanation-of.ts';
import { formatDuration } from '../../format-duration.ts';
import { printable } from '../../printable.ts';
import { silenceText, snoozeText } from '../../quiet-text.ts';
import { type Html, html } from '../html.ts';

/** Incidents that stand on top; of more than these it is the table that tells. */
const mostShown = 12;

/** Incidents that go on, those that fire first and then the longest: each with what it is about in words. */
export function firingList(snapshot: Snapshot): Html {
  const open = snapshot.incidents
    .filter(({ state }) => state === 'firing' || state === 'pending')
    .toSorted(
      (a, b) =>
        Number(a.state === 'pending') - Number(b.state === 'pending') ||
        timeLeft(a) - timeLeft(b) ||
        a.activeAtMs - b.activeAtMs,
    );
  const rest = open.length - mostShown;
  if (open.length === 0) return html`<section id="firing" hidden></section>`;
  return html`<section id="firing" aria-labelledby="firing-title"><h2 id="firing-title">${title(open)}</h2>
<ul class="alerts">${open.slice(0, mostShown).map((one) => alertOf(one, snapshot))}</ul>
${rest > 0 ? html`<p class="hint">and ${rest} more, in the table</p>` : null}</section>`;
}

function title(open: readonly Incident[]): string {
  const firing = open.filter(({ state }) => state === 'firing').length;
  const pending = open.length - firing;
  const parts = [firing > 0 ? `${firing} firing` : '', pending > 0 ? `${pending} pending` : ''];
  return parts.filter(Boolean).join(', ');
}

function alertOf(incident: Incident, { atMs, snoozes, silences, targets }: Snapshot): Html {
  const { id, workload, rule, state, firedAtMs, activeAtMs, culprits, verdict } = incident;
  const [culprit] = culprits;
  const since = formatDuration(Math.max(0, Math.round((atMs - (firedAtMs ?? activeAtMs)) / 1000)));
  const snooze = snoozes.find((one) => one.workload === workload);
  const silence = silences.get(id);
  const quiet = snooze ? snoozeText(snooze) : silence ? silenceText(silence) : null;
  const tone = state === 'firing' && quiet === null ? 'bad' : 'warn';
  const target = targets.find((one) => one.target.id === incident.targetId)?.target;
  const instance = target === undefined ? '' : printable(instanceOf(target));
  const left = verdict.timeToLimitSeconds;
  return html`<li id="i-${encodeURIComponent(id)}" class="alert ${tone}">
<h3><a href="incidents/${encodeURIComponent(id)}">${printable(workload)}</a>${instance === '' || instance === workload ? null : html` <small>${instance}</small>`}</h3>
${left === null ? null : html`<p class="left"><b>${formatDuration(left)}</b> to the limit</p>`}
<p class="since">${printable(rule)}, ${state} for ${since}</p>
<p>${explanationOf(incident)}</p>
${culprit === undefined ? null : html`<p class="by"><code>${culpritSentence(culprit, unitOfCulprit(incident, culprit))}</code></p>`}
${quiet === null ? null : html`<p class="quiet">${quiet}</p>`}</li>`;
}

function timeLeft({ verdict }: Incident): number {
  return verdict.timeToLimitSeconds ?? Number.MAX_VALUE;
}
