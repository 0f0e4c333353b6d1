import type { Incident } from '../../../model/incident.ts';
import type { Snapshot, TargetSnapshot } from '../../../model/snapshot.ts';
import { instanceOf } from '../../../model/target.ts';
import { culpritSentence, unitOfCulprit } from '../../culprit-text.ts';
import { explanationOf } from '../../explanation-of.ts';
import { formatDuration } from '../../format-duration.ts';
import { printable } from '../../printable.ts';
import { silenceText, snoozeText } from '../../quiet-text.ts';
import { type Told, toldNow } from '../../told-now.ts';
import { isLimitReached } from '../../verdict-text.ts';
import { type Html, html } from '../html.ts';
import { unbroken } from '../unbroken.ts';
import { endedNote } from '../watch/ended-note.ts';

/** Incidents that stand on top; of more than these it is the table that tells. */
const mostShown = 12;

/** Incidents that several rules opened on one trouble: of one target, by one signal. The first stands for all. */
type Trouble = readonly [Incident, ...Incident[]];

/** Incidents that go on, those that fire first and then the least time left: each with what it is about in words. */
export function firingList(snapshot: Snapshot): Html {
  const open = openTroubles(snapshot);
  const rest = open.length - mostShown;
  if (open.length === 0) return html`<section id="firing" hidden></section>`;
  const targets = new Map(snapshot.targets.map((shown) => [shown.target.id, shown]));
  return html`<section id="firing" aria-labelledby="firing-title"><h2 id="firing-title">${titleOf(open, snapshot)}</h2>
<ul class="alerts">${open.slice(0, mostShown).map((one) => alertOf(one, snapshot, targets.get(one[0].targetId) ?? null))}</ul>
${rest > 0 ? html`<p class="hint">and ${rest} more, in the table</p>` : null}</section>`;
}

function openTroubles({ incidents, targets, atMs }: Snapshot): Trouble[] {
  const shown = new Map(targets.map((one) => [one.target.id, one]));
  const open = incidents
    .filter(({ state }) => state === 'firing' || state === 'pending')
    .map((incident) => {
      const told = toldNow(incident, shown.get(incident.targetId) ?? null, atMs);
      const left = told.asOfMs === null ? told.verdict.timeToLimitSeconds : null;
      return { incident, leftSeconds: left ?? Number.MAX_VALUE };
    })
    .toSorted(
      ({ incident: a, leftSeconds: left }, { incident: b, leftSeconds: other }) =>
        Number(a.state === 'pending') - Number(b.state === 'pending') ||
        left - other ||
        a.activeAtMs - b.activeAtMs,
    )
    .map(({ incident }) => incident);
  const troubles = Map.groupBy(open, ({ targetId, verdict }) => `${targetId} ${verdict.signal}`);
  return [...troubles.values()].map((same) => same as [Incident, ...Incident[]]);
}

function titleOf(open: readonly Trouble[], snapshot: Snapshot): string {
  const words = open.map(([one]) =>
    one.state === 'firing' && quietOf(one, snapshot) !== null ? 'kept quiet' : one.state,
  );
  return ['firing', 'pending', 'kept quiet']
    .map((word) => [words.filter((own) => own === word).length, word] as const)
    .flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}`]))
    .join(', ');
}

function alertOf(
  [incident, ...others]: Trouble,
  snapshot: Snapshot,
  shown: TargetSnapshot | null,
): Html {
  const { atMs } = snapshot;
  const { id, workload, rule, state, firedAtMs, activeAtMs, culprits } = incident;
  const told = toldNow(incident, shown, atMs);
  const [culprit] = culprits;
  const since = formatDuration(Math.max(0, Math.round((atMs - (firedAtMs ?? activeAtMs)) / 1000)));
  const quiet = quietOf(incident, snapshot);
  const tone = state === 'firing' && quiet === null ? 'bad' : 'warn';
  const instance = shown === null ? '' : printable(instanceOf(shown.target));
  return html`<li id="i-${encodeURIComponent(id)}" class="alert ${tone}">
<h3><a href="incidents/${encodeURIComponent(id)}">${printable(workload)}</a>${instance === '' || instance === workload ? null : html` <small>${instance}</small>`}</h3>
${leftPart(told)}
<p class="since">${printable(rule)}, ${state} for ${unbroken(since)}${others.map((other) => html`; <a href="incidents/${encodeURIComponent(other.id)}">${printable(other.rule)}</a> ${other.state}`)}</p>
${culprit === undefined ? null : html`<p class="by"><code>${unbroken(culpritSentence(culprit, unitOfCulprit(incident, culprit)))}</code></p>`}
<p>${unbroken(explanationOf(incident, told))}</p>
${endedNote(told, shown, atMs)}
${quiet === null ? null : html`<p class="quiet">${quiet}</p>`}</li>`;
}

function quietOf(
  { id, workload }: Incident,
  { snoozes, silences }: Pick<Snapshot, 'snoozes' | 'silences'>,
): string | null {
  const snooze = snoozes.find((one) => one.workload === workload);
  if (snooze !== undefined) return snoozeText(snooze);
  const silence = silences.get(id);
  return silence === undefined ? null : silenceText(silence);
}

/** How long it has; of figures that are not of now nothing is left. */
function leftPart({ verdict, asOfMs }: Told): Html | null {
  const left = verdict.timeToLimitSeconds;
  if (left === null || asOfMs !== null) return null;
  return isLimitReached(verdict)
    ? html`<p class="left"><b>its limit</b> is reached</p>`
    : html`<p class="left"><b>${formatDuration(left)}</b> to the limit</p>`;
}
