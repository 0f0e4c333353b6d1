import type { Incident } from '../../model/incident.ts';
import { culpritCard } from '../culprit-card.ts';
import { confidenceText, culpritPlace, unitOfCulprit } from '../culprit-text.ts';
import { explanationOf } from '../explanation-of.ts';
import { formatBytes } from '../format-bytes.ts';
import { formatTimeToSecond } from '../format-time.ts';
import { verdictFigures } from '../verdict-text.ts';
import { type Html, html } from './html.ts';
import { pageHead } from './page-head.ts';

/**
 * The page that an alert's link leads to: what an incident is, who it was and how sure that is, and its
 * profiles to take away. `quiet`: why nobody is alerted of it, in sentences. Links are relative to
 * `/incidents/`, so that a prefix before it does not matter.
 */
export function incidentPage(incident: Incident, quiet: readonly string[]): string {
  const { id, rule, workload, state, verdict, firedAtMs, resolvedAtMs, captures, labels } =
    incident;
  const api = `../api/v1/incidents/${encodeURIComponent(id)}`;
  const whole = html`${pageHead(`${rule}: ${workload}, ${state}`, '../')}
<body>
<header><div class="head"><span class="brand">sawtooth</span>
<h1>${workload} <small>${rule}, ${state}</small></h1></div></header>
<main>
${quiet.map((text) => html`<p class="note" role="status">${text}</p>`)}
<section class="card"><p><b>${verdictFigures(verdict) || verdict.kind}</b></p>
<p>${explanationOf(incident)}</p>
<p class="hint">${timesOf(firedAtMs, resolvedAtMs)}</p></section>
${culpritOf(incident)}
<section class="card"><h2>Profiles</h2>
${incident.diffs.length === 0 ? null : html`<p><a href="${api}/diff.pb.gz" download>What grew, as a profile</a> for <code>go tool pprof</code></p>`}
<ul>${captures.map(({ id: capture, atMs, role, kind, bytes }) => html`<li><a href="../api/v1/captures/${capture}" download>${formatTimeToSecond(atMs)} ${role} ${kind}</a>, ${formatBytes(bytes)}</li>`)}</ul>
${captures.length === 0 ? html`<p>None has been captured.</p>` : null}</section>
<section class="card"><h2>Labels</h2><pre>${labelLines(labels)}</pre><a href="${api}">As JSON</a></section>
</main>
</body>
</html>
`;
  return whole.html;
}

function timesOf(firedAtMs: number | null, resolvedAtMs: number | null): string {
  const fired = firedAtMs === null ? 'has not fired yet' : `fired ${formatTimeToSecond(firedAtMs)}`;
  return resolvedAtMs === null ? fired : `${fired}, resolved ${formatTimeToSecond(resolvedAtMs)}`;
}

function culpritOf(incident: Incident): Html {
  const [culprit] = incident.culprits;
  if (culprit === undefined) {
    const warning = incident.diffs.flatMap(({ warnings }) => warnings)[0];
    return html`<section class="card culprit none"><h2>No culprit is named</h2><p>${warning ?? 'Nothing has been compared yet.'}</p></section>`;
  }
  const lines = culpritCard(culprit, unitOfCulprit(incident, culprit));
  return html`<section class="card culprit ${culprit.confidence}"><p class="badge">${confidenceText(culprit)}</p>
<h2>${culpritPlace(culprit)}</h2><pre>${lines.join('\n')}</pre></section>`;
}

function labelLines(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
}
