import type { Incident } from '../../../model/incident.ts';
import type { Snapshot } from '../../../model/snapshot.ts';
import { culpritPlace } from '../../culprit-text.ts';
import { formatDuration } from '../../format-duration.ts';
import { formatTimeToSecond } from '../../format-time.ts';
import { printable } from '../../printable.ts';
import { snoozeText } from '../../quiet-text.ts';
import { type Html, html } from '../html.ts';

/** Lines of a list; the API has all. */
const mostShown = 20;

/** What is over, newest first, and which workloads are snoozed. */
export function recentList({ incidents, snoozes }: Snapshot): Html {
  const over = incidents.filter(({ state }) => state === 'resolved');
  if (over.length + snoozes.length === 0) return html`<div id="recent" hidden></div>`;
  return html`<div id="recent" class="columns">
${
  snoozes.length === 0
    ? null
    : html`<section class="card" aria-labelledby="snoozes-title"><h2 id="snoozes-title">Snoozed</h2>
<ul class="lines">${snoozes.slice(0, mostShown).map((snooze) => html`<li><b>${printable(snooze.workload)}</b> <span>${snoozeText(snooze)}</span></li>`)}</ul>${more(snoozes.length)}</section>`
}
${
  over.length === 0
    ? null
    : html`<section class="card" aria-labelledby="over-title"><h2 id="over-title">Over</h2>
<ul class="lines">${over.slice(0, mostShown).map(overLine)}</ul>${more(over.length)}</section>`
}</div>`;
}

function overLine({ id, workload, rule, firedAtMs, resolvedAtMs, culprits }: Incident): Html {
  const [culprit] = culprits;
  const who = culprit === undefined ? '' : `, ${culpritPlace(culprit)}`;
  const fired = firedAtMs === null ? '' : `, fired ${formatTimeToSecond(firedAtMs)}`;
  const lasted =
    firedAtMs === null || resolvedAtMs === null
      ? ''
      : ` for ${formatDuration(Math.round((resolvedAtMs - firedAtMs) / 1000))}`;
  return html`<li><a href="incidents/${encodeURIComponent(id)}">${printable(workload)}</a> <span>${printable(rule)}${fired}${lasted}${who}</span></li>`;
}

function more(count: number): Html | null {
  return count > mostShown ? html`<p class="hint">and ${count - mostShown} more</p>` : null;
}
