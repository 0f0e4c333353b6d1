import type { Incident } from '../../model/incident.ts';
import type { Snapshot, TargetSnapshot } from '../../model/snapshot.ts';
import { instanceOf } from '../../model/target.ts';
import { culpritPlace } from '../culprit-text.ts';
import { formatTimeToSecond } from '../format-time.ts';
import { verdictFigures } from '../verdict-text.ts';
import { type Html, html } from './html.ts';
import { pageHead } from './page-head.ts';

/** Rows of a table that a page carries; a fleet has more, and they are counted. */
const mostRows = 200;

/**
 * What somebody sees who opens the address of `serve`: the incidents, newest first, the targets, those
 * that are down first, and where the rest is. Links are relative, so that a prefix before does not matter.
 */
export function homePage({ incidents, targets }: Snapshot): string {
  const down = targets.filter(({ health }) => health === 'down');
  const others = targets.filter(({ health }) => health !== 'down');
  const whole = html`${pageHead('sawtooth', 'incidents/page.css')}
<body>
<header><div class="head"><span class="brand">sawtooth</span>
<h1>${incidents.length} incidents <small>${targets.length} targets, ${down.length} down</small></h1></div></header>
<main>
<section class="card"><h2>Incidents</h2>
${incidents.length === 0 ? html`<p>None.</p>` : html`<ul>${incidents.slice(0, mostRows).map(incidentRow)}</ul>`}
${more(incidents.length)}</section>
<section class="card"><h2>Targets</h2>
${targets.length === 0 ? html`<p>None is found yet.</p>` : html`<ul>${[...down, ...others].slice(0, mostRows).map(targetRow)}</ul>`}
${more(targets.length)}</section>
<section class="card"><h2>For programs</h2>
<p><a href="metrics">metrics</a>, <a href="api/v1/targets">targets</a>, <a href="api/v1/incidents">incidents</a>, <a href="api/v1/snoozes">snoozes</a></p></section>
</main>
</body>
</html>
`;
  return whole.html;
}

function incidentRow({ id, workload, rule, state, firedAtMs, activeAtMs, culprits }: Incident) {
  const [culprit] = culprits;
  const who = culprit === undefined ? 'no culprit is named' : culpritPlace(culprit);
  return html`<li><a href="incidents/${encodeURIComponent(id)}">${workload}</a>: ${rule}, ${state} since ${formatTimeToSecond(firedAtMs ?? activeAtMs)}, ${who}</li>`;
}

function targetRow({ target, health, lastError, verdict }: TargetSnapshot): Html {
  const figures = verdict === null ? '' : verdictFigures(verdict);
  const state = lastError ?? (figures || (verdict?.kind ?? health));
  return html`<li><b>${target.workload}</b> ${instanceOf(target)}, ${health}: ${state}</li>`;
}

function more(count: number): Html | null {
  return count > mostRows ? html`<p class="hint">and ${count - mostRows} more</p>` : null;
}
