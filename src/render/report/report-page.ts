import type { Culprit, Diff } from '../../model/culprit.ts';
import type { Incident } from '../../model/incident.ts';
import { culpritSentence, nobodyText } from '../culprit-text.ts';
import { diffNotes } from '../diff-notes.ts';
import { explanationOf } from '../explanation-of.ts';
import { formatTimeToSecond } from '../format-time.ts';
import { memoryChartStyle } from '../memory/memory-chart-style.ts';
import { type Html, html } from '../page/html.ts';
import { pageIcon, pageStyle } from '../page/page-style.ts';
import { unbroken } from '../page/unbroken.ts';
import type { Told } from '../told-now.ts';
import { capturesTable } from './captures-table.ts';
import { commandsList } from './commands-list.ts';
import { culpritSection } from './culprit-section.ts';
import { culpritsOf } from './culprits-of.ts';
import { evidenceStyle } from './evidence-style.ts';
import { gatesTable } from './gates-table.ts';
import { growthSections } from './growth-sections.ts';
import { growthTable } from './growth-table.ts';
import { headline } from './headline.ts';
import { incidentSection } from './incident-section.ts';
import type { LeakReport, ProfileGrowth } from './leak-report.ts';
import { livesTable } from './lives-table.ts';
import { reportStyle } from './report-style.ts';
import { toldOfReport } from './told-of-report.ts';
import { unitOfReport } from './unit-of-report.ts';

/** What a report page is made with: its script, and how its policy names a text (`sha256-…`). */
export type PageTools = {
  readonly script: string;
  readonly hash: (text: string) => string;
  readonly version: string;
};

/** Culprits that are shown with their stacks. */
const mostCards = 5;

/**
 * A report as one HTML file that needs nothing else: no network, no server, and all of it to be read without its
 * script. Its policy allows that script and its style by their hashes, and no other.
 */
export function reportPage(report: LeakReport, { script, hash, version }: PageTools): string {
  const style = `${pageStyle}${memoryChartStyle}${reportStyle}${evidenceStyle}`;
  const policy = `default-src 'none'; style-src '${hash(style)}'; script-src '${hash(script)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const icon = `data:image/svg+xml,${encodeURIComponent(pageIcon)}`;
  const sentence = headline(report);
  const told = toldOfReport(report);
  const whole = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="sawtooth ${version}">
<meta name="description" content="${sentence}">
<title>${report.name}: ${report.incident === null ? 'what grew' : 'a leak'}</title>
<link rel="icon" href="${icon}" type="image/svg+xml">
<style>${{ html: style }}</style>
</head>
<body class="report">
<a class="skip" href="#main">To the report</a>
<header><div class="head"><span class="brand">sawtooth</span><p>${aboutOf(report)}</p></div></header>
<main id="main">
<h1>${unbroken(sentence)}</h1>
${report.incident === null || told === null ? null : incidentSection(report.incident, told)}
${report.notes.map((note) => html`<p class="note" role="note">${note}</p>`)}
${culpritPart(report)}
${report.incident === null || told === null ? null : html`<p class="lead">${unbroken(explanationOf(report.incident, told))}</p>`}
${report.growth === null ? topOnly(report.diff) : growthPart(report.growth, culpritsOf(report))}
${report.incident === null || told === null ? null : evidencePart(report.incident, told, report)}
${reproducePart(report)}
<footer>Made by sawtooth ${version} at ${formatTimeToSecond(report.madeAtMs)}. This file loads nothing from anywhere.</footer>
</main>
<script>${{ html: script }}<\/script>
</body>
</html>
`;
  return whole.html;
}

function aboutOf({ name, incident, diff }: LeakReport): string {
  if (incident !== null) return `${name} · ${incident.rule} · ${incident.state} · ${incident.id}`;
  return diff === null ? name : `${name} · ${diff.sampleType}`;
}

/** The first in full, and all of which enough is known; of others their names. */
function culpritPart(report: LeakReport): Html {
  const culprits = culpritsOf(report);
  const warnings = report.diff === null ? [] : diffNotes(report.diff);
  const notes =
    warnings.length === 0
      ? null
      : html`<ul class="hint">${warnings.map((text) => html`<li>${text}${text.endsWith('.') ? '' : '.'}</li>`)}</ul>`;
  if (culprits.length === 0) {
    return html`<section class="card culprit none"><h2>No function is named</h2><p>${nobodyText(report.diff ?? { captures: 0 })}.</p>${notes}</section>`;
  }
  const isWhole = (culprit: Culprit, i: number) =>
    i === 0 || (i < mostCards && culprit.confidence !== 'not-enough-evidence');
  const others = culprits.filter((culprit, i) => !isWhole(culprit, i));
  return html`<h2>Who it is</h2>
${culprits.filter(isWhole).map((culprit, i) => culpritSection(culprit, unitOfReport(report, culprit), report.sources.get(culprit.function), i === 0))}${others.length === 0 ? null : html`<section class="card"><h3>Others that grew</h3><ul class="others">${others.map((culprit) => html`<li>${culpritSentence(culprit, unitOfReport(report, culprit))}</li>`)}</ul></section>`}${notes}`;
}

function growthPart(growth: ProfileGrowth, culprits: readonly Culprit[]): Html {
  return html`${growthSections(growth, culprits).map(
    ({ id, title, inside }) => html`<h2 id="${id}">${title}</h2>
${inside}
`,
  )}`;
}

/** Without the captures a record still knows who came first. */
function topOnly(diff: Diff | null): Html | null {
  if (diff === null || diff.top.length === 0) return null;
  return html`<h2>By function</h2>${growthTable(diff.top, diff.unit, null, diff.culprits)}`;
}

function evidencePart({ captures, labels }: Incident, told: Told, { diff }: LeakReport): Html {
  const gates = gatesTable(told.proof);
  const asked = formatTimeToSecond(told.proof.atMs);
  const lives = livesTable(told.verdict, { asOfMs: told.asOfMs });
  const compared = new Set([diff?.base.atMs ?? 0, diff?.current.atMs ?? 0]);
  const files = capturesTable(captures, compared);
  return html`${gates === null ? null : html`<h2>Why it is an alert: every gate at ${asked}</h2>${gates}`}
${lives === null ? null : html`<h2>Lives of the process</h2>${lives}`}
<h2>Captures</h2>${files ?? html`<p>None was taken.</p>`}
<h2>Labels</h2><pre>${Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}</pre>`;
}

function reproducePart({ reproduce }: LeakReport): Html | null {
  if (reproduce.length === 0) return null;
  return html`<h2>See it for yourself</h2>${commandsList(reproduce)}`;
}
